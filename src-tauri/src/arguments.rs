//! The command line, parsed once.

use lexopt::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;

/// What `--help` says.
pub const HELP: &str = "\
duty-desk [--data DIR] [--demo] [--gateway-port N]
duty-desk --selfcheck [--data DIR]
    --data DIR         everything of one practice lies here (default: the account's own folder)
    --demo             makes a demonstration practice where nothing is set up yet; a minute after somebody has signed
                       in, something dangerous arrives by itself (not with --gateway-port 0)
    --gateway-port N   where patients' messages arrive on this computer (default 8611; 0 takes any free one)
    --selfcheck        checks this computer without opening a window or a practice, one line for each part, and ends
                       with 0 if all is well, else with 1. It works in a temporary folder (with --data, inside DIR).
                       In a Windows terminal: duty-desk --selfcheck | more";

/// The gateway's usual place.
const GATEWAY_PORT: u16 = 8611;

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Asked {
    /// The application.
    Run(Arguments),
    /// Whether this computer can do what it must; in a temporary folder, inside this one if it is named.
    SelfCheck(Option<PathBuf>),
    /// A text.
    Say(&'static str),
}

/// How to run.
#[derive(Debug, PartialEq, Eq)]
pub struct Arguments {
    /// The data folder, if named.
    pub data: Option<PathBuf>,
    /// Make the demonstration practice where nothing is set up.
    pub demonstration: bool,
    /// The gateway's port; 0 takes any free one.
    pub gateway_port: u16,
}

impl Arguments {
    /// The data folder: the one named, or the account's own. None if the account has none.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        let own = if self.demonstration { "Duty Desk demonstration" } else { "Duty Desk" };
        let folder = self.data.clone().or_else(|| Some(dirs::data_local_dir()?.join(own)))?;
        std::path::absolute(folder).ok()
    }
}

/// Reads the arguments, without the program's name.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Asked, lexopt::Error> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut self_check = false;
    let mut read = Arguments { data: None, demonstration: false, gateway_port: GATEWAY_PORT };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("data") => read.data = Some(parser.value()?.into()),
            Long("demo") => read.demonstration = true,
            Long("gateway-port") => read.gateway_port = parser.value()?.parse()?,
            Long("selfcheck") => self_check = true,
            Short('h') | Long("help") => return Ok(Asked::Say(HELP)),
            Short('V') | Long("version") => {
                return Ok(Asked::Say(concat!("Duty Desk ", env!("CARGO_PKG_VERSION"))));
            }
            other => return Err(other.unexpected()),
        }
    }
    Ok(if self_check { Asked::SelfCheck(read.data) } else { Asked::Run(read) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<Asked> {
        parse(line.split_whitespace().map(OsString::from)).ok()
    }

    #[test]
    fn a_command_line_is_read_or_refused() {
        let run = |data: Option<&str>, demonstration, gateway_port| {
            Some(Asked::Run(Arguments { data: data.map(PathBuf::from), demonstration, gateway_port }))
        };
        for (line, asked) in [
            ("", run(None, false, 8611)),
            ("--demo", run(None, true, 8611)),
            ("--data x --gateway-port 0", run(Some("x"), false, 0)),
            ("--gateway-port=9000 --demo --data=y", run(Some("y"), true, 9000)),
            ("--selfcheck", Some(Asked::SelfCheck(None))),
            ("--data z --selfcheck", Some(Asked::SelfCheck(Some("z".into())))),
            ("--selfcheck=now", None),
            ("--gateway-port 70000", None),
            ("--data", None),
            ("file", None),
            ("--help --nonsense", Some(Asked::Say(HELP))),
        ] {
            assert_eq!(read(line), asked, "{line}");
        }
    }

    #[test]
    fn a_demonstration_never_lands_in_the_real_practices_folder() {
        let folder = |demonstration| Arguments { data: None, demonstration, gateway_port: 0 }.folder();
        assert_ne!(folder(true), folder(false));
    }
}
