//! The gateway that runs inside the application: its name and its keys.

use crate::folder::DataFolder;
use crypto::{Keys, Seed};
use domain::GatewayId;
use signin::vault::{self, Vault};

/// The name of the gateway that runs inside the application.
pub const OWN_GATEWAY: &str = "desk";

/// The gateway's name, on a PC that restored a practice whose first gateway was on another.
pub(crate) const GATEWAY_NOTE: &str = "gateway.name";

/// The keys of the gateway inside this application.
pub(crate) fn own_gateway(vault: &Vault) -> Result<Keys, vault::VaultError> {
    Ok(Keys::derive(&Seed::from_bytes(&*vault.derive_device_key("own gateway")?)))
}

pub(crate) fn own_gateway_id() -> GatewayId {
    #[allow(clippy::expect_used, reason = "a constant that a test checks")]
    OWN_GATEWAY.parse().expect("the name is plain")
}

/// The name of the gateway on the PC whose data folder this is; none on a workstation that has no gateway of its own.
pub(crate) fn own_gateway_id_in(folder: &DataFolder) -> Option<GatewayId> {
    match std::fs::read_to_string(folder.practice().join(GATEWAY_NOTE)) {
        Ok(name) => name.trim().parse().ok(),
        Err(_) if folder.is_guest() => None,
        Err(_) => Some(own_gateway_id()),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_own_gateways_name_is_plain() {
        assert_eq!(super::own_gateway_id().to_string(), super::OWN_GATEWAY);
    }
}
