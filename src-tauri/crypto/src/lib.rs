//! Practice keys and epochs, sealed envelopes and the device directory
