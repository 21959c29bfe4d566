//! Figures: what was measured, beside the floor of the same run, one JSON object a line.

use serde_json::json;
use std::time::Duration;

/// How a measurement ends.
pub type Done<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Prints one figure.
#[allow(clippy::print_stdout, reason = "this is what the program is for")]
pub fn figure(name: &str, unit: &str, value: f64, floor: Option<f64>, n: usize) {
    let rounded = |value: f64| (value * 1000.0).round() / 1000.0;
    let ratio = floor.filter(|floor| *floor > 0.0).map(|floor| rounded(value / floor));
    let line = json!({
        "name": name, "value": rounded(value), "unit": unit, "floor": floor.map(rounded), "ratio": ratio, "n": n,
    });
    println!("{line}");
}

/// Times of the same thing done again and again, and of its floor.
#[derive(Default)]
pub struct Times {
    ours: Vec<Duration>,
    floor: Vec<Duration>,
}

impl Times {
    /// One round: the thing, and the floor right after it.
    pub fn push(&mut self, ours: Duration, floor: Duration) {
        self.ours.push(ours);
        self.floor.push(floor);
    }

    /// Prints the median and the 99th percentile in milliseconds.
    pub fn print(mut self, name: &str) {
        for (label, share) in [("p50", 0.50), ("p99", 0.99)] {
            let (ours, floor) = (percentile(&mut self.ours, share), percentile(&mut self.floor, share));
            figure(&format!("{name} {label}"), "ms", ours, Some(floor), self.ours.len());
        }
    }
}

fn percentile(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    let place = (times.len() as f64 * share).ceil() as usize;
    times.get(place.saturating_sub(1)).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

/// Processor time of this process so far; none where the system does not say it finely enough.
pub fn processor_time() -> Option<Duration> {
    let threads = std::fs::read_dir("/proc/self/task").ok()?;
    let nanoseconds = |thread: std::fs::DirEntry| -> Option<u64> {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse().ok()
    };
    Some(Duration::from_nanos(threads.filter_map(Result::ok).filter_map(nanoseconds).sum()))
}
