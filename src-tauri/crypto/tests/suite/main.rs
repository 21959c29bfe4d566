//! What the crate promises to every other: known answers, frozen forms, and refusal of everything that was touched.

#[cfg(test)]
mod directory;
#[cfg(test)]
mod envelope;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod known_answers;
#[cfg(test)]
mod mutation;
#[cfg(test)]
mod people;
#[cfg(test)]
mod practice;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod silence;
#[cfg(test)]
mod support;
