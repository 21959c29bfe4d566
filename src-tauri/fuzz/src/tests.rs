use super::*;
use std::panic::catch_unwind;

#[test]
fn bytes_come_apart_and_together_again() {
    for (shape, bytes) in [
        (Shape::Json, br#"{"a":[1,-2.5e3,"x\"y\\",{}],"b":null}"#.as_slice()),
        (Shape::Cbor, b"\x83\x01\xa1\x61a\x4a\x83\x01\x02\x66abcdef\xc1\x18\x64"),
        (Shape::Der, b"\x30\x0b\x02\x01\x05\x04\x06\x30\x04\x0c\x02ab"),
    ] {
        let node = shape.read(bytes).unwrap();
        let mut again = Vec::new();
        shape.write(&node, &mut again);
        assert_eq!(again, bytes, "{shape:?}");
        assert!(node.wholes() >= 3, "{node:?}");
    }
}

#[test]
fn a_seed_gives_the_same_damage_every_time() {
    let damage = |seed| {
        let mut mutator = Mutator::new(Numbers::new(seed), Shape::Json);
        (0..300).map(|_| mutator.damaged(&[br#"{"a":[1,2,{"b":"c"}]}"#.to_vec()])).collect::<Vec<_>>()
    };
    assert_eq!(damage(7), damage(7));
    assert_ne!(damage(7), damage(8));
}

/// A parser with a fault behind a name and a number: it is found, and the input is kept.
#[test]
fn a_fault_behind_two_fields_is_found() {
    fn reads(bytes: &[u8]) -> usize {
        let text = String::from_utf8_lossy(bytes);
        let (Some(_), Some(at)) = (text.strip_prefix("{\"kind\":"), text.find("\"size\":")) else { return 0 };
        let digits: String = text[at + 7..].chars().take_while(char::is_ascii_digit).collect();
        assert!(digits.len() < 19, "too many figures");
        digits.len().min(4)
    }
    let outcome = catch_unwind(|| {
        target("a fault of its own", Shape::Json, 20_000).seeds([r#"{"kind":"a","size":12}"#]).check(reads);
    });
    let words = *outcome.unwrap_err().downcast::<String>().unwrap();
    let (_, file) = words.split_once("FUZZ_INPUT=").unwrap();
    let file = file.split('`').next().unwrap();
    assert!(catch_unwind(|| reads(&std::fs::read(file).unwrap())).is_err(), "{words}");
    std::fs::remove_file(file).unwrap();
}

/// What holds more than its bytes explain is found too.
#[test]
fn too_much_memory_is_a_fault() {
    let outcome = catch_unwind(|| {
        target("memory", Shape::Bytes, 10)
            .measured(|run| {
                run();
                1 << 40
            })
            .check(<[u8]>::len);
    });
    let words = *outcome.unwrap_err().downcast::<String>().unwrap();
    assert!(words.contains("held"), "{words}");
    let (_, file) = words.split_once("FUZZ_INPUT=").unwrap();
    std::fs::remove_file(file.split('`').next().unwrap()).unwrap();
}
