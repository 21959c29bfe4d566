//! Gives the compiler a database with the current schema, so that a query that does not fit it does not build.

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection, migrate::Migrator};
use std::{error::Error, path::Path, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=migrations");
    let schema = PathBuf::from(std::env::var("OUT_DIR")?).join("schema.sqlite");
    if schema.exists() {
        std::fs::remove_file(&schema)?;
    }
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(write(&schema))?;
    let path = schema.to_string_lossy().replace('\\', "/").replace('%', "%25").replace(' ', "%20");
    println!("cargo:rustc-env=DATABASE_URL=sqlite:{path}");
    Ok(())
}

async fn write(schema: &Path) -> Result<(), Box<dyn Error>> {
    let options = SqliteConnectOptions::new().filename(schema).create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    Migrator::new(Path::new("migrations")).await?.run(&mut connection).await?;
    connection.close().await?;
    Ok(())
}
