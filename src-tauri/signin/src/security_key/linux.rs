//! Keys on Linux: the HID devices that say they are security keys.
//!
//! Which device is one stands in its own description, under /sys, readable by everybody; the device itself is open to
//! whoever sits at the screen (systemd gives it to them). One that is there and closed is said to be so, never taken for
//! absent. Windows' twin is `windows`.

use super::{Gone, KeyError, PACKET, Packet, Plug, Ports};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::time::Duration;

const DEVICES: &str = "/sys/class/hidraw";
/// A report descriptor's first item, where it says "usage page: FIDO Alliance".
const FIDO: [u8; 3] = [0x06, 0xd0, 0xf1];

/// The ports of this computer.
#[derive(Debug)]
pub(super) struct Hidraw;

struct Device(File);

impl Ports for Hidraw {
    fn plugged_in(&self) -> Result<Vec<Box<dyn Plug>>, KeyError> {
        plugged_in(Path::new(DEVICES), Path::new("/dev"))
    }
}

fn plugged_in(devices: &Path, nodes: &Path) -> Result<Vec<Box<dyn Plug>>, KeyError> {
    // A computer without any HID device has no such folder.
    let Ok(listed) = fs::read_dir(devices) else { return Ok(Vec::new()) };
    let (mut plugs, mut closed): (Vec<Box<dyn Plug>>, _) = (Vec::new(), false);
    for entry in listed.flatten() {
        let description = fs::read(entry.path().join("device/report_descriptor")).unwrap_or_default();
        if !description.starts_with(&FIDO) {
            continue;
        }
        match OpenOptions::new().read(true).write(true).open(nodes.join(entry.file_name())) {
            Ok(file) => plugs.push(Box::new(Device(file))),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => closed = true,
            Err(error) => tracing::debug!(kind = ?error.kind(), "a security key could not be opened"),
        }
    }
    if plugs.is_empty() && closed { Err(KeyError::NotAllowed) } else { Ok(plugs) }
}

impl Plug for Device {
    fn send(&mut self, packet: &Packet) -> Result<(), Gone> {
        // The first byte is the report's number; there is only one.
        let mut report = [0; PACKET + 1];
        for (to, from) in report.iter_mut().skip(1).zip(packet) {
            *to = *from;
        }
        self.0.write_all(&report).map_err(|_| Gone)
    }

    fn receive(&mut self, within: Duration) -> Result<Option<Packet>, Gone> {
        let timeout = Timespec::try_from(within).map_err(|_| Gone)?;
        let mut waits = [PollFd::new(&self.0, PollFlags::IN)];
        match poll(&mut waits, Some(&timeout)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => return Ok(None),
            Ok(_) => {}
            Err(_) => return Err(Gone),
        }
        let mut packet = [0; PACKET];
        match self.0.read(&mut packet) {
            Ok(PACKET) => Ok(Some(packet)),
            Ok(_) | Err(_) => Err(Gone),
        }
    }
}

#[cfg(test)]
mod unit {
    use super::*;

    fn device(folder: &Path, name: &str, description: &[u8]) {
        fs::create_dir_all(folder.join(name).join("device")).unwrap();
        fs::write(folder.join(name).join("device/report_descriptor"), description).unwrap();
    }

    #[test]
    fn a_security_key_is_told_from_a_keyboard() {
        let (devices, nodes) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        assert!(plugged_in(&devices.path().join("none"), nodes.path()).unwrap().is_empty());
        device(devices.path(), "hidraw0", &[0x05, 0x01, 0x09, 0x06]);
        device(devices.path(), "hidraw1", &[0x06, 0xd0, 0xf1, 0x09, 0x01]);
        for node in ["hidraw0", "hidraw1"] {
            fs::write(nodes.path().join(node), []).unwrap();
        }
        assert_eq!(plugged_in(devices.path(), nodes.path()).unwrap().len(), 1);
    }
}
