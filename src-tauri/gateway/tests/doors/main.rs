//! Facts about the gateway, over a real log, real keys and real HTTP.

#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod bytes;
#[cfg(test)]
mod durable;
#[cfg(test)]
mod faulty;
#[cfg(test)]
mod fhir;
mod forms;
#[cfg(test)]
mod guarded;
#[cfg(test)]
mod keyboards;
#[cfg(test)]
mod measure;
#[cfg(test)]
mod on_call;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod outbound;
#[cfg(test)]
mod practice;
#[cfg(test)]
mod senders;
#[cfg(test)]
mod web;
#[cfg(test)]
mod writers;
