//! What Windows writes down about notifications, as `reg query` prints it.

use engine::view::DesktopAlerts;

/// A value and where it stands.
#[derive(Clone, Copy)]
#[cfg_attr(
    not(windows),
    allow(dead_code, reason = "only Windows looks it up; the tests read what it prints")
)]
pub(super) struct Value {
    pub key: &'static str,
    pub name: &'static str,
}

/// Toasts of all applications, for this person.
#[cfg_attr(not(windows), allow(dead_code, reason = "only Windows looks it up"))]
pub(super) const PERSON: Value =
    Value { key: r"HKCU\Software\Microsoft\Windows\CurrentVersion\PushNotifications", name: "ToastEnabled" };
/// Toasts of this application.
#[cfg_attr(not(windows), allow(dead_code, reason = "only Windows looks it up"))]
pub(super) const APPLICATION: Value = Value {
    key: r"HKCU\Software\Microsoft\Windows\CurrentVersion\Notifications\Settings\uk.dutydesk.desk",
    name: "Enabled",
};

/// What stands against toasts. A value that is not there means that nobody has changed it: they are on.
pub(super) fn stands_against(
    installed: bool,
    person: Option<String>,
    application: Option<String>,
) -> Option<DesktopAlerts> {
    if !installed {
        return Some(DesktopAlerts::NotInstalled);
    }
    let off = [person, application].into_iter().flatten().any(|printed| is_off(&printed));
    off.then_some(DesktopAlerts::SwitchedOff)
}

/// `    ToastEnabled    REG_DWORD    0x0`
fn is_off(printed: &str) -> bool {
    printed.lines().filter(|line| line.contains("REG_DWORD")).any(|line| line.trim_end().ends_with(" 0x0"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_windows_prints_is_read() {
        let line = |value: &str| {
            Some(format!(
                "\r\nHKEY_CURRENT_USER\\Software\\x\r\n    ToastEnabled    REG_DWORD    {value}\r\n\r\n"
            ))
        };
        for (installed, person, application, found) in [
            (true, None, None, None),
            (true, line("0x1"), line("0x1"), None),
            (true, line("0x0"), None, Some(DesktopAlerts::SwitchedOff)),
            (true, None, line("0x0"), Some(DesktopAlerts::SwitchedOff)),
            (false, None, None, Some(DesktopAlerts::NotInstalled)),
        ] {
            assert_eq!(stands_against(installed, person, application), found);
        }
    }
}
