//! Who may open the practice: factors, the vault that holds the keys, sessions
