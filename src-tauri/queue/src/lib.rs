//! The practice's append-only log: the contract and its file implementation
