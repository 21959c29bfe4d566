//! The opened practice, floor by floor: `unlocked` is the handle that only a completed sign-in makes. Over it stand
//! `append`, `sealing` and `standing`, then `audit`, then `allowed`, then what a person does (`act`, `publish`, `roster`),
//! then what screens ask (`desk`, `rota`, `safety`, `settings`). A file calls only what stands below it.

pub(crate) mod act;
pub(crate) mod allowed;
pub(crate) mod append;
pub mod attest;
pub(crate) mod attested;
pub mod audit;
pub(crate) mod backups;
pub(crate) mod copies;
pub mod desk;
pub(crate) mod filing_place;
pub(crate) mod health;
pub(crate) mod keyring;
pub(crate) mod newcomers;
pub(crate) mod people;
pub(crate) mod preferences;
pub(crate) mod presence;
pub(crate) mod publish;
pub(crate) mod reading;
pub mod restricted;
pub mod roster;
pub mod rota;
pub mod safety;
pub(crate) mod sealing;
pub(crate) mod second_place;
pub mod settings;
pub(crate) mod standing;
pub(crate) mod unlocked;
