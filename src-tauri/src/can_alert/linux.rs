//! Linux: is there a program that shows notifications, and does it show them now?

use engine::view::DesktopAlerts;
use zbus::{Connection, Proxy};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

pub(super) async fn look() -> Option<DesktopAlerts> {
    match ask().await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(%error, "the desktop cannot be asked about notifications");
            Some(DesktopAlerts::NoDaemon)
        }
    }
}

async fn ask() -> zbus::Result<Option<DesktopAlerts>> {
    let bus = Connection::session().await?;
    let names = zbus::fdo::DBusProxy::new(&bus).await?;
    let runs = names.name_has_owner(NAME.try_into()?).await?;
    // A desktop may start it with the first notification.
    let starts = names.list_activatable_names().await?.iter().any(|name| name.as_str() == NAME);
    if !runs {
        return Ok((!starts).then_some(DesktopAlerts::NoDaemon));
    }
    Ok(quiet(&bus).await.then_some(DesktopAlerts::DoNotDisturb))
}

/// The specification has `Inhibited`, dunst its own `paused`; who has neither is taken to show everything.
async fn quiet(bus: &Connection) -> bool {
    for (interface, property) in [(NAME, "Inhibited"), ("org.dunstproject.cmd0", "paused")] {
        if let Ok(proxy) = Proxy::new(bus, NAME, PATH, interface).await
            && let Ok(true) = proxy.get_property::<bool>(property).await
        {
            return true;
        }
    }
    false
}
