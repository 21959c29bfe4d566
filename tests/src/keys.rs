//! A security key written in software, as the product's own way to keys finds it: one port with the key in it, or none.

use doubles::security_keys::SoftKey;
use signin::security_key::{Gone, KeyError, Packet, Plug, Ports};
use std::time::Duration;

#[derive(Debug)]
pub struct Port(pub SoftKey);

struct Lead(SoftKey);

impl Ports for Port {
    fn plugged_in(&self) -> Result<Vec<Box<dyn Plug>>, KeyError> {
        let there = self.0.is_plugged_in().then(|| Box::new(Lead(self.0.clone())) as Box<dyn Plug>);
        Ok(there.into_iter().collect())
    }
}

impl Plug for Lead {
    fn send(&mut self, packet: &Packet) -> Result<(), Gone> {
        self.0.send(packet).map_err(|_| Gone)
    }

    fn receive(&mut self, _: Duration) -> Result<Option<Packet>, Gone> {
        self.0.receive().map_err(|_| Gone)
    }
}
