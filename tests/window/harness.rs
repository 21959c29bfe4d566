//! The harness itself, held against WebKit's own small browser: the journeys trust it.

use journeys::window::keys;
use journeys::{Desktop, Window};
use std::path::Path;

const BROWSER: &str = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser";

const PAGE: &str = r#"<!doctype html><title>t</title>
<label>Name <input id="name"></label>
<button onclick="said.textContent = 'Hello ' + document.getElementById('name').value">  Say
  hello </button>
<p id="said"></p>
<p id="hidden" style="display:none">never</p>
<script>
  addEventListener('keydown', e => { if (e.ctrlKey && e.key === 'k') said.textContent = 'shortcut' })
</script>"#;

#[test]
fn a_window_is_read_driven_pictured_and_gone_afterwards() {
    let desktop = Desktop::with_screen().unwrap();
    let window = Window::open(&desktop, Path::new(BROWSER), &["--automation"]).unwrap();
    window.run(&format!("document.open(); document.write({PAGE:?}); document.close()")).unwrap();

    window.type_into("#name", "Amy Okafor").unwrap();
    assert_eq!(window.value_of("#name").unwrap(), "Amy Okafor");
    window.button("Say hello").unwrap();
    window.wait_for_text("#said", "Hello Amy Okafor").unwrap();
    window.press(&[keys::CONTROL, 'k']).unwrap();
    window.wait_for_text("#said", "shortcut").unwrap();
    assert!(!window.is_shown("#hidden") && !window.is_shown("#absent"));

    let picture = desktop.folder().join("window.png");
    window.screenshot(&picture).unwrap();
    assert!(std::fs::metadata(&picture).unwrap().len() > 1_000);
    let screen = desktop.folder().join("screen.png");
    desktop.screenshot(&screen).unwrap();
    assert!(std::fs::metadata(&screen).unwrap().len() > 1_000);

    let processes = window.processes();
    assert!(processes.len() >= 3, "{processes:?}");
    window.kill().unwrap();
    assert!(!processes.iter().any(doubles::processes::is_running));
}
