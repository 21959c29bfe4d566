//! Linux: icons are shown by a program of the desktop's, which may not be there.

/// Is there a bus to ask for an icon? Without one the library complains on the terminal and shows none.
pub(super) async fn can_be_asked() -> bool {
    zbus::Connection::session().await.is_ok()
}

/// Does somebody show the icon?
pub(super) async fn hosted() -> bool {
    let asked = async {
        let bus = zbus::Connection::session().await?;
        zbus::fdo::DBusProxy::new(&bus)
            .await?
            .name_has_owner("org.kde.StatusNotifierWatcher".try_into()?)
            .await
            .map_err(zbus::Error::from)
    };
    asked.await.unwrap_or(false)
}
