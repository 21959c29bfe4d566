use super::workstation::*;
use crate::vault::*;
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fs;
use std::io::Write;
use std::sync::Mutex;

/// A log that can be read afterwards.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// How bytes would look in a log, a file or a dump.
pub fn faces(bytes: &[u8]) -> Vec<String> {
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let list = bytes.iter().take(8).map(u8::to_string).collect::<Vec<_>>().join(", ");
    vec![hex.to_uppercase(), hex, STANDARD.encode(bytes).trim_end_matches('=').to_owned(), list]
}

#[test]
fn nothing_secret_is_logged_shown_or_left_in_a_file() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let (desk, shown) = tracing::subscriber::with_default(subscriber, || {
        tracing::trace!("the log is listening");
        let desk = Workstation::with_jo();
        let jo = desk.jo(PASSWORD, 120).unwrap();
        let wrong = desk.jo(OTHER, 150).map(|_| ()).unwrap_err();
        desk.change_password(&jo, PASSWORD, OTHER, 160).unwrap();
        fs::create_dir(desk.path("vault.new")).unwrap();
        let disk = desk.jo(OTHER, 180).map(|_| ()).unwrap_err();
        let shown = format!("{jo:?} {jo:#?} {wrong:?} {wrong} {disk:?} {disk} {:?} {:?}", jo.keys, jo.access);
        (desk, shown)
    });
    let mut text = log.text();
    assert!(text.contains("the log is listening") && text.contains("refused"), "{text}");
    text.push_str(&shown);
    for name in [VAULT_FILE, PREVIOUS_FILE] {
        text.push_str(&fs::read_to_string(desk.path(name)).unwrap());
    }
    let device = desk.store.kept.lock().unwrap().clone().unwrap();
    let access = desk.manager.access.to_bytes();
    let secrets: [&[u8]; 5] =
        [&device, desk.manager.database_key.as_slice(), access.as_slice(), &[2; 32], &[2; 20]];
    let words = [PASSWORD.to_owned(), OTHER.to_owned(), code(JO, at(120))];
    for secret in secrets.iter().flat_map(|bytes| faces(bytes)).chain(words) {
        assert!(!text.contains(&secret), "{secret}");
    }
}
