//! Starting Duty Desk again: beside one that is open, after one that crashed, and where something else has the folder.

use crate::practice::Practice;
use journeys::{Window, application, wait_until};
use std::process::Stdio;
use std::time::{Duration, Instant};
use zbus::blocking::{Connection, connection::Builder, fdo::DBusProxy};

/// The Duty Desks on this bus.
fn desks(bus: &Connection) -> Vec<String> {
    let names = DBusProxy::new(bus).unwrap().list_names().unwrap();
    names.iter().map(|name| name.to_string()).filter(|name| name.ends_with(".SingleInstance")).collect()
}

#[test]
fn a_second_start_ends_and_leaves_the_first_one_its_window() {
    let practice = Practice::new();
    let desk = practice.open();
    let mut second = practice.desktop.command(application());
    second.args(practice.arguments()).stdin(Stdio::null());
    let begun = Instant::now();
    assert!(second.status().unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(10), "it did not wait for anything");
    assert!(desk.window.is_shown("#sign-in"));
}

#[test]
fn one_that_dies_slowly_is_waited_for_and_one_that_never_answers_is_passed_by() {
    let practice = Practice::new();
    let bus = || Builder::address(practice.desktop.bus().as_str()).unwrap();
    let watcher = bus().build().unwrap();
    let desk = practice.open();
    let [name] = desks(&watcher).try_into().unwrap();
    desk.window.kill().unwrap();
    wait_until(Duration::from_secs(20), || desks(&watcher).is_empty()).unwrap();

    // The name stays for a while on a connection behind which nobody answers, as of a process being taken apart.
    let dying = bus().name(name.as_str()).unwrap().build().unwrap();
    let gone = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(3));
        drop(dying);
    });
    let desk = practice.open();
    gone.join().unwrap();
    assert_eq!(desks(&watcher), std::slice::from_ref(&name), "others find the new one");
    desk.window.kill().unwrap();
    wait_until(Duration::from_secs(20), || desks(&watcher).is_empty()).unwrap();

    let stuck = bus().name(name.as_str()).unwrap().build().unwrap();
    let desk = practice.open();
    assert!(desk.window.is_shown("#sign-in"));
    drop(stuck);
}

#[test]
fn a_folder_in_use_is_said_and_tried_again_when_asked() {
    let practice = Practice::new();
    let held = practice.take();
    let arguments = practice.arguments();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let window = Window::open(&practice.desktop, &application(), &arguments).unwrap();
    window.wait_for_text("h1", "Duty Desk is already open").unwrap();
    drop(held);
    window.button("Try again").unwrap();
    window.wait_for("#sign-in").unwrap();
}
