//! What happens when: ingest, commands, courier, filing, and the encrypted store
