//! Makes a database with this crate's schema, against which every `sqlx::query!` is checked while compiling.

use sqlx::Connection;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=migrations");
    let file = PathBuf::from(std::env::var("OUT_DIR")?).join("schema.sqlite");
    if file.exists() {
        std::fs::remove_file(&file)?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        let mut connection = sqlx::SqliteConnection::connect_with(&options).await?;
        sqlx::migrate::Migrator::new(std::path::Path::new("migrations")).await?.run(&mut connection).await?;
        connection.close().await?;
        Ok::<(), Box<dyn std::error::Error>>(())
    })?;
    println!("cargo:rustc-env=DATABASE_URL=sqlite:{}", file.display());
    Ok(())
}
