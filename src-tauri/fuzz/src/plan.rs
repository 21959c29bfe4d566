//! How long is tried, from which seed: a few tries of the same every time, or what the environment asks for.

use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, fs};

/// The seed of ordinary runs.
const SEED: u64 = 20_261_201;

pub(crate) struct Plan {
    pub seed: u64,
    /// Where inputs are kept that a parser did not bear.
    pub folder: PathBuf,
    /// One input alone, to see it fail again.
    pub input: Option<Vec<u8>>,
    tries: u64,
    time: Option<Duration>,
}

impl Plan {
    /// `FUZZ_SECONDS` for as long, from a fresh seed; `FUZZ_SEED` from this one; `FUZZ_INPUT` a file that failed;
    /// `FUZZ_FOLDER` where such files go, beside the build if it is not said.
    pub fn from_environment(tries: u64) -> Self {
        let number = |name| env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
        let time = number("FUZZ_SECONDS").map(Duration::from_secs);
        let fresh = time.and_then(|_| SystemTime::now().duration_since(UNIX_EPOCH).ok());
        let fresh = fresh.and_then(|since| u64::try_from(since.as_nanos()).ok());
        Self {
            seed: number("FUZZ_SEED").or(fresh).unwrap_or(SEED),
            folder: env::var_os("FUZZ_FOLDER").map_or_else(beside_the_build, PathBuf::from),
            input: env::var_os("FUZZ_INPUT").and_then(|file| fs::read(file).ok()),
            tries,
            time,
        }
    }

    pub fn goes_on(&self, tried: u64, started: Instant) -> bool {
        self.time.map_or(tried < self.tries, |time| started.elapsed() < time)
    }
}

/// `target/fuzz`: a test's program lies in `target/debug/deps`.
fn beside_the_build() -> PathBuf {
    let program = env::current_exe().unwrap_or_default();
    program.ancestors().nth(3).map_or_else(env::temp_dir, PathBuf::from).join("fuzz")
}
