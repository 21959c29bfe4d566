//! Process trees, memory and CPU read from `/proc`.

use std::fs;
use std::time::Duration;

/// One running process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub id: u32,
    /// Its short name.
    pub name: String,
    /// When it started, in ticks since boot: with the id, its identity.
    started: u64,
}

/// Makes grandchildren whose parent died ours, so that none is lost sight of; and stops everything on Ctrl-C.
pub fn adopt_orphans() -> std::io::Result<()> {
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    ctrlc::set_handler(|| {
        stop(&descendants());
        std::process::exit(130);
    })
    .map_err(std::io::Error::other)
}

/// Every process below ours.
#[must_use]
pub fn descendants() -> Vec<Process> {
    let mut all = tree(std::process::id());
    all.retain(|process| process.id != std::process::id());
    all
}

/// This process and every one below it, ended ones left out.
#[must_use]
pub fn tree(root: u32) -> Vec<Process> {
    let all: Vec<Stat> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter_map(stat)
        .collect();
    let mut found: Vec<Process> = all.iter().filter(|one| one.id == root).map(Stat::process).collect();
    let mut next = 0;
    while let Some(parent) = found.get(next).map(|process| process.id) {
        found.extend(all.iter().filter(|one| one.parent == parent && one.state != 'Z').map(Stat::process));
        next += 1;
    }
    found
}

/// Whether this very process still runs: not ended, and its id not taken by another.
#[must_use]
pub fn is_running(process: &Process) -> bool {
    stat(process.id).is_some_and(|now| now.started == process.started && now.state != 'Z')
}

/// Kills those that still run.
pub fn stop(processes: &[Process]) {
    for process in processes.iter().filter(|process| is_running(process)) {
        if let Some(pid) = i32::try_from(process.id).ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        }
    }
}

/// From now on a process, with what it starts, takes only the processor time that others leave.
pub fn step_back(id: u32) {
    let pid = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw);
    // One that ended already needs none.
    let _ = pid.map(|pid| rustix::process::setpriority_process(Some(pid), 19));
}

/// Memory these processes hold, each shared page counted once over its sharers (PSS), in KiB.
#[must_use]
pub fn memory_kib(processes: &[Process]) -> u64 {
    let rollup = |process: &Process| fs::read_to_string(format!("/proc/{}/smaps_rollup", process.id)).ok();
    processes.iter().filter_map(rollup).filter_map(|text| pss_kib(&text)).sum()
}

/// CPU time these processes have used since they started.
#[must_use]
pub fn cpu_time(processes: &[Process]) -> Duration {
    let ticks: u64 = processes.iter().filter_map(|process| stat(process.id)).map(|stat| stat.ticks).sum();
    Duration::from_millis(ticks * 1000 / rustix::param::clock_ticks_per_second().max(1))
}

#[derive(Debug, PartialEq, Eq)]
struct Stat {
    id: u32,
    name: String,
    state: char,
    parent: u32,
    ticks: u64,
    started: u64,
}

impl Stat {
    fn process(&self) -> Process {
        Process { id: self.id, name: self.name.clone(), started: self.started }
    }
}

fn stat(id: u32) -> Option<Stat> {
    parse_stat(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)
}

/// `id (name) state parent … utime stime … starttime …`; the name itself may hold spaces and brackets.
fn parse_stat(text: &str) -> Option<Stat> {
    let (id, rest) = text.split_once(" (")?;
    let (name, rest) = rest.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |field: usize| fields.get(field)?.parse::<u64>().ok();
    Some(Stat {
        id: id.parse().ok()?,
        name: name.to_owned(),
        state: fields.first()?.chars().next()?,
        parent: fields.get(1)?.parse().ok()?,
        ticks: number(11)? + number(12)?,
        started: number(19)?,
    })
}

fn pss_kib(rollup: &str) -> Option<u64> {
    rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::processes::Group;
    use std::process::{Command, Stdio};

    const STAT: &str =
        "4242 (Web (Content)) S 17 4242 17 0 -1 4194560 9 0 0 0 150 50 0 0 20 0 9 0 777 1 2 3 4 5 6 7";

    #[test]
    fn a_stat_line_is_read_even_with_brackets_in_the_name() {
        let expected =
            Stat { id: 4242, name: "Web (Content)".into(), state: 'S', parent: 17, ticks: 200, started: 777 };
        assert_eq!(parse_stat(STAT), Some(expected));
        for broken in ["", "4242", "4242 (x) S", "x (y) S 1 2 3"] {
            assert_eq!(parse_stat(broken), None, "{broken:?}");
        }
    }

    #[test]
    fn pss_is_the_total_line() {
        assert_eq!(
            pss_kib("00400000-7fff [rollup]\nRss:  900 kB\nPss:  321 kB\nPss_Anon: 5 kB\n"),
            Some(321)
        );
        assert_eq!(pss_kib("Rss: 1 kB"), None);
    }

    #[test]
    fn a_dropped_group_takes_children_that_left_it_along() {
        let mut group = Group::start(Command::new("sh").args(["-c", "setsid sleep 77 & sleep 77"])).unwrap();
        let sleepers = |all: &[Process]| all.iter().filter(|process| process.name == "sleep").count();
        eventually(|| sleepers(&tree(group.id())) == 2);
        assert!(group.leader().try_wait().unwrap().is_none());
        let all = tree(group.id());
        drop(group);
        eventually(|| !all.iter().any(is_running));
    }

    #[test]
    fn a_process_that_stepped_back_starts_others_as_far_back() {
        let script = "read go; cut -d' ' -f19 /proc/self/stat";
        let mut command = Command::new("sh");
        command.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut group = Group::start(&mut command).unwrap();
        step_back(group.id());
        std::io::Write::write_all(&mut group.leader().stdin.take().unwrap(), b"go\n").unwrap();
        let mut nice = String::new();
        std::io::Read::read_to_string(group.leader().stdout.as_mut().unwrap(), &mut nice).unwrap();
        assert_eq!(nice.trim(), "19");
    }

    #[test]
    fn a_busy_process_has_memory_and_cpu_time() {
        let group = Group::start(Command::new("sh").args(["-c", "while :; do :; done"])).unwrap();
        eventually(|| cpu_time(&tree(group.id())) >= Duration::from_millis(30));
        let memory = memory_kib(&tree(group.id()));
        assert!(memory > 50, "{memory}");
    }

    fn eventually(mut holds: impl FnMut() -> bool) {
        let deadline = std::time::Instant::now() + Duration::from_secs(20);
        while !holds() {
            assert!(std::time::Instant::now() < deadline, "it never came to hold");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
