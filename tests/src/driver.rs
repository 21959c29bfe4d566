//! The few words of the WebDriver protocol a window test needs, spoken to WebKitWebDriver on loopback.

use anyhow::{Context, Result, bail};
use doubles::desktop::{Desktop, wait_until};
use doubles::processes::Group;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// The name under which the protocol hides an element's id.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A driver process, the session it holds and the window below it.
#[derive(Debug)]
pub(crate) struct Driver {
    agent: ureq::Agent,
    session: String,
    process: Group,
}

impl Driver {
    pub fn start(desktop: &Desktop, program: &Path, args: &[&str]) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = desktop.command("WebKitWebDriver");
        command.args(["--host=127.0.0.1".to_owned(), format!("--port={port}")]);
        command.env("TAURI_WEBVIEW_AUTOMATION", "true").stdin(Stdio::null());
        if std::env::var_os("DUTY_DESK_WINDOW_OUTPUT").is_none() {
            command.stdout(Stdio::null()).stderr(Stdio::null());
        }
        let process = Group::start(&mut command).context("cannot start WebKitWebDriver")?;
        wait_until(Duration::from_secs(20), || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok())?;
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(60)));
        let mut driver = Self {
            agent: config.build().into(),
            session: format!("http://127.0.0.1:{port}/session"),
            process,
        };
        let options = json!({ "binary": program, "args": args });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let made = driver.post("", &wanted)?;
        let id = made.get("sessionId").and_then(Value::as_str).context("the driver opened no window")?;
        driver.session = format!("{}/{id}", driver.session);
        Ok(driver)
    }

    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let answer = self.agent.post(format!("{}{path}", self.session)).send_json(body)?;
        value(path, answer)
    }

    pub fn get(&self, path: &str) -> Result<Value> {
        value(path, self.agent.get(format!("{}{path}", self.session)).call()?)
    }

    /// Closes the window as its own close button would.
    pub fn close(&self) -> Result<()> {
        value("/window", self.agent.delete(format!("{}/window", self.session)).call()?).map(|_| ())
    }

    /// The path of the one element a selector means: CSS, or XPath if it starts with a slash.
    pub fn find(&self, selector: &str) -> Result<String> {
        let using = if selector.starts_with('/') { "xpath" } else { "css selector" };
        let found = self.post("/element", &json!({ "using": using, "value": selector }))?;
        let id =
            found.get(ELEMENT).and_then(Value::as_str).with_context(|| format!("there is no {selector}"))?;
        Ok(format!("/element/{id}"))
    }
}

/// Every answer is `{"value": …}`; a refusal has an `error` in it.
fn value(path: &str, mut answer: ureq::http::Response<ureq::Body>) -> Result<Value> {
    let mut body: Value = answer.body_mut().read_json()?;
    let value = body.get_mut("value").map(Value::take).context("not a WebDriver answer")?;
    if let Some(error) = value.get("error").and_then(Value::as_str) {
        bail!("{path}: {error}: {}", value.get("message").and_then(Value::as_str).unwrap_or_default());
    }
    Ok(value)
}
