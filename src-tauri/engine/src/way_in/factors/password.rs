//! The way in with a password and a code.

use crate::engine::Engine;
use crate::errors::SignInFailure;
use crate::practice::unlocked::Unlocked;
use crate::way_in::let_in::Tried;
use signin::password::Password;
use signin::vault::{SignInError, Vault};

impl Engine {
    /// Signs somebody in and opens the practice.
    pub async fn sign_in(
        &self,
        user_name: &str,
        password: &str,
        code: &str,
    ) -> Result<Unlocked, SignInFailure> {
        let mut open = self.0.open.lock().await;
        if open.is_some() {
            return Err(SignInFailure::NotNow);
        }
        let tried = self.try_password(user_name, password, code).await?;
        self.let_in(&mut open, tried).await
    }

    /// Reads files, asks the key store, and is slow on purpose: on a thread of its own.
    async fn try_password<'a>(
        &self,
        user_name: &'a str,
        password: &str,
        code: &str,
    ) -> Result<Tried<'a>, SignInFailure> {
        let (user, code, now) = (user_name.to_owned(), code.to_owned(), self.0.clock.now());
        let (password, practice) = (Password::from(password.to_owned()), self.0.folder.practice());
        let done = tokio::task::spawn_blocking(move || {
            let vault = Vault::open(&practice)?;
            let notice = vault.notice()?;
            Ok::<_, SignInError>((notice, vault.sign_in(&user, &password, &code, now)))
        });
        let (notice, factors) = done.await.map_err(|_| SignInFailure::NotNow)??;
        Ok(Tried { typed: user_name, notice, factors, stays: None })
    }
}
