//! The database is put under its next key, once the vault has begun one: before anybody sees anything, while nothing else
//! has it open. What a kill or a full disk cuts short is done at the next sign-in, and keeps nobody out meanwhile.

use crate::errors::SignInFailure;
use crate::store::Store;
use signin::vault::{SignedIn, Vault};
use std::path::Path;

/// Whoever signed in, with the key that now opens the database.
pub(crate) async fn finish(
    database: &Path,
    vault: &Vault,
    mut signed_in: SignedIn,
) -> Result<SignedIn, SignInFailure> {
    let Some(next) = &signed_in.next_key else { return Ok(signed_in) };
    if !Store::change_key(database, &signed_in.database_key, next).await? {
        tracing::error!("the database could not be put under its next key, and stays under the one before");
        return Ok(signed_in);
    }
    let vault = vault.clone();
    let confirm = tokio::task::spawn_blocking(move || {
        if let Err(error) = vault.confirm_next_key(&mut signed_in) {
            tracing::error!(%error, "the vault keeps the database's old key beside the new one");
        }
        signed_in
    });
    confirm.await.map_err(|_| SignInFailure::NotNow)
}
