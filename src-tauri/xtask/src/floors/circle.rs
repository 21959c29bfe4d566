//! The way round: the shortest circle in each knot of files that stand on each other.

use super::calls::{Graph, Line};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

/// One file stands on another.
#[derive(Debug, PartialEq)]
pub(super) struct Step {
    pub from: String,
    pub to: String,
    pub because: Vec<Line>,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ENOUGH: usize = 4;
        write!(f, "{} stands on {}", self.from, self.to)?;
        for Line { line, what } in self.because.iter().take(ENOUGH) {
            write!(f, "\n    {}:{line}  {what}", self.from)?;
        }
        let more = self.because.len().saturating_sub(ENOUGH);
        if more > 0 { write!(f, "\n    and {more} more") } else { Ok(()) }
    }
}

/// For each file that is in a circle not yet named, the shortest one through it.
pub(super) fn find(graph: &Graph) -> Vec<Vec<Step>> {
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut circles = Vec::new();
    for file in graph.keys() {
        if named.contains(file.as_str()) {
            continue;
        }
        if let Some(way) = shortest(graph, file) {
            named.extend(way.iter().copied());
            circles.push(steps(graph, &way));
        }
    }
    circles
}

/// The files of the shortest way from a file back to itself.
fn shortest<'a>(graph: &'a Graph, start: &'a str) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(file) = next.pop_front() {
        for to in graph.get(file).into_iter().flat_map(BTreeMap::keys) {
            if to == start {
                let mut way = vec![file];
                while let Some(before) = way.last().and_then(|last| came_from.get(last)) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(to.as_str()) {
                came_from.insert(to, file);
                next.push_back(to);
            }
        }
    }
    None
}

fn steps(graph: &Graph, way: &[&str]) -> Vec<Step> {
    let onward = way.iter().skip(1).chain(way.first());
    way.iter()
        .zip(onward)
        .map(|(from, to)| Step {
            from: (*from).to_owned(),
            to: (*to).to_owned(),
            because: graph.get(*from).and_then(|on| on.get(*to)).cloned().unwrap_or_default(),
        })
        .collect()
}
