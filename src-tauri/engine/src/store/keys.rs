//! This workstation's own keys, and small settings. No rebuild touches them.

use super::StoreError;
use sqlx::SqliteConnection;
use zeroize::Zeroizing;

/// Keeps a key under a name for good; an existing one is never replaced.
pub async fn keep(connection: &mut SqliteConnection, name: &str, value: &[u8]) -> Result<(), StoreError> {
    sqlx::query!("INSERT INTO keys (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", name, value)
        .execute(connection)
        .await?;
    Ok(())
}

/// The key of that name.
pub async fn find(
    connection: &mut SqliteConnection,
    name: &str,
) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
    let value =
        sqlx::query_scalar!("SELECT value FROM keys WHERE name = ?", name).fetch_optional(connection).await?;
    Ok(value.map(Zeroizing::new))
}

/// Every key, to look for them where they must not be.
#[cfg(feature = "testing")]
pub async fn all(connection: &mut SqliteConnection) -> Result<Vec<Zeroizing<Vec<u8>>>, StoreError> {
    let values = sqlx::query_scalar!("SELECT value FROM keys ORDER BY name").fetch_all(connection).await?;
    Ok(values.into_iter().map(Zeroizing::new).collect())
}

/// Sets a small setting.
pub async fn set(connection: &mut SqliteConnection, name: &str, value: &str) -> Result<(), StoreError> {
    sqlx::query!(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A small setting.
pub async fn setting(connection: &mut SqliteConnection, name: &str) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar!("SELECT value FROM settings WHERE name = ?", name)
        .fetch_optional(connection)
        .await?)
}
