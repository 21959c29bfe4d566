//! The application shell.
