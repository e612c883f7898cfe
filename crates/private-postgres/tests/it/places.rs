//! Where data and binaries may lie, and who runs them.

use crate::fixture::*;
use crate::launcher::{Launcher, Plan};
use private_postgres::{PrivatePostgres, find_binaries};
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};

#[tokio::test]
async fn root_hands_the_server_to_an_ordinary_account_and_others_run_it_themselves() {
    let folder = Folder::new();
    let server = PrivatePostgres::start(&folder.join("data")).unwrap();

    let uid = uid_of(server.pid());

    if is_root() {
        assert_ne!(uid, 0);
    } else {
        assert_eq!(uid, rustix::process::geteuid().as_raw());
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_path_too_long_for_a_socket_is_served_from_a_short_private_folder() {
    let folder = Folder::new();
    let data = folder.join(&"long".repeat(30));
    let server = PrivatePostgres::start(&data).unwrap();
    let (_, socket) = server
        .url()
        .rsplit_once("host=")
        .map(|(url, host)| (url.to_owned(), PathBuf::from(host)))
        .unwrap();

    write_a_row(&server.url()).await;

    assert!(!socket.starts_with(&data));
    assert_eq!(
        fs::metadata(&socket).unwrap().permissions().mode() & 0o777,
        0o700
    );
    server.stop().await.unwrap();
    assert!(!socket.exists());
}

#[tokio::test]
async fn a_path_with_blanks_quotes_and_commas_is_served() {
    let folder = Folder::new();
    let server = PrivatePostgres::start(&folder.join("a \"b\", 'c' & ü=%")).unwrap();

    connect(&server.url()).await;

    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_data_folder_may_be_reached_by_a_link() {
    let folder = Folder::new();
    let real = folder.join("real");
    fs::create_dir(&real).unwrap();
    fs::set_permissions(&real, Permissions::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink(&real, folder.join("link")).unwrap();

    let server = PrivatePostgres::start(&folder.join("link")).unwrap();

    assert_eq!(server.data(), real);
    server.stop().await.unwrap();
}

/// The closed folder's place in the open, removed at the end.
struct OpenPlace(PathBuf);

impl OpenPlace {
    fn of(folder: &Folder) -> OpenPlace {
        OpenPlace(Path::new("/var/lib/tidings").join(folder.path().strip_prefix("/").unwrap()))
    }
}

impl Drop for OpenPlace {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

#[tokio::test]
async fn roots_closed_home_moves_the_data_to_an_open_place_and_finds_it_again() {
    if !is_root() {
        // Only root has another account to think of.
        return;
    }
    let folder = Folder::new();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o700)).unwrap();
    let open = OpenPlace::of(&folder);

    let server = PrivatePostgres::start(&folder.join("data")).unwrap();

    assert_eq!(server.data(), open.0.join("data"));
    assert!(!folder.join("data").exists());
    write_a_row(&server.url()).await;
    server.stop().await.unwrap();
    let server = PrivatePostgres::start(&folder.join("data")).unwrap();
    assert!(has_the_row(&server.url()).await);
    server.stop().await.unwrap();
}

#[tokio::test]
async fn two_closed_data_folders_do_not_become_one() {
    if !is_root() {
        return;
    }
    let folder = Folder::new();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o700)).unwrap();
    let _open = OpenPlace::of(&folder);

    let one = PrivatePostgres::start(&folder.join("one")).unwrap();
    let other = PrivatePostgres::start(&folder.join("other")).unwrap();

    assert_ne!(one.data(), other.data());
    one.stop().await.unwrap();
    other.stop().await.unwrap();
}

#[tokio::test]
async fn roots_closed_tools_are_copied_to_an_open_place() {
    if !is_root() {
        return;
    }
    let folder = Folder::new();
    let real = find_binaries(&folder.join("data")).unwrap();
    let real = real.iter().find(|one| !one.is_closed).unwrap();
    let checkout = folder.join("checkout");
    let bin = checkout.join(".tools/postgres/bin");
    fs::create_dir_all(&bin).unwrap();
    fs::set_permissions(&checkout, Permissions::from_mode(0o700)).unwrap();
    // A version of its own, so that the copy is this test's alone.
    let version = format!("{}.{}", real.major, std::process::id());
    for name in ["postgres-itself", "initdb"] {
        let program = real.folder.join(name.trim_end_matches("-itself"));
        write_program(
            &bin.join(name),
            &format!("exec '{}' \"$@\"", program.display()),
        );
    }
    write_program(
        &bin.join("postgres"),
        &format!(
            "case $1 in --version) echo 'postgres (PostgreSQL) {version}' ;; *) exec \"${{0%/*}}/postgres-itself\" \"$@\" ;; esac"
        ),
    );
    let copy = OpenPlace(Path::new("/var/lib/tidings/tools").join(format!("postgres-{version}")));
    let mut plan = Plan::new(folder.path(), &folder.join("data"));
    plan.command.current_dir(&checkout);

    let launcher = plan.start().unwrap();

    write_a_row(&launcher.url).await;
    assert!(copy.0.join("bin/postgres").exists());
    launcher.stop();
}

#[tokio::test]
async fn an_ordinary_user_gets_a_server_too() {
    if !is_root() {
        // All the other tests show it.
        return;
    }
    let folder = Folder::new();
    let program = folder.join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let home = folder.join("home");
    fs::create_dir(&home).unwrap();
    let nobody = 65_534;
    chown(&home, Some(nobody), Some(nobody)).unwrap();
    let mut plan = Plan::of_program(&program, &home, &home.join("data"));
    plan.command.uid(nobody).gid(nobody).current_dir(&home);

    let launcher: Launcher = plan.start().unwrap();

    assert_eq!(uid_of(launcher.pid), nobody);
    write_a_row(&launcher.url).await;
    launcher.stop();
}

#[tokio::test]
async fn a_database_stays_with_the_account_that_owns_it() {
    if !is_root() {
        return;
    }
    let folder = Folder::new();
    let data = folder.join("data");
    let pgdata = data.join("postgres/pgdata");
    fs::create_dir_all(&pgdata).unwrap();
    let nobody = 65_534;
    chown(&pgdata, Some(nobody), Some(nobody)).unwrap();

    let server = PrivatePostgres::start(&data).unwrap();

    assert_eq!(uid_of(server.pid()), nobody);
    server.stop().await.unwrap();
}
