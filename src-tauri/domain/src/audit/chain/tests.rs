use super::*;
use proptest::prelude::*;
use uuid::Uuid;

const DEVICE: DeviceId = DeviceId(Uuid::from_u128(1));
const OTHER: DeviceId = DeviceId(Uuid::from_u128(2));

fn chain(texts: impl IntoIterator<Item = String>) -> Vec<Link> {
    let mut before = EntryHash::START;
    let mut links = vec![];
    for (number, text) in (1..).zip(texts) {
        before = before.next(DEVICE, number, &text);
        links.push(Link { number, text, hash: before });
    }
    links
}

fn whole(count: u64) -> Vec<Link> {
    // As unlike each other as ids make real entries.
    chain((1..=count).map(|n| {
        format!(
            "entry {n} {}",
            Uuid::from_u128(u128::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834))
        )
    }))
}

fn anchor(links: &[Link], number: u64) -> (DeviceId, Anchor) {
    let link = links.iter().find(|link| link.number == number).unwrap();
    (OTHER, Anchor { device: DEVICE, number, hash: link.hash })
}

fn found(kept: &[Link], told: &[Link], seen: &[(DeviceId, Anchor)]) -> Vec<(u64, ChainPlace, FaultKind)> {
    inspect(DEVICE, kept, told, seen)
        .into_iter()
        .map(|fault| (fault.number, fault.place, fault.kind))
        .collect()
}

/// Computes every number and hash anew, as somebody with the database's key would.
fn made_good(links: &[Link]) -> Vec<Link> {
    chain(links.iter().map(|link| link.text.clone()))
}

#[test]
fn a_whole_chain_has_no_faults_whatever_has_been_told() {
    let kept = whole(9);
    for told in 0..=9 {
        let seen = if told >= 3 { vec![anchor(&kept, 3)] } else { vec![] };
        assert_eq!(found(&kept, &kept[..told], &seen), [], "{told} told");
    }
    assert_eq!(found(&[], &[], &[]), []);
}

#[test]
fn one_entry_taken_out_is_named_even_if_all_is_made_good() {
    for n in 1..=9_u64 {
        let told = whole(9);
        let mut kept = told.clone();
        kept.remove(usize::try_from(n).unwrap() - 1);
        let expected = [(n, ChainPlace::Here, FaultKind::Removed)];
        assert_eq!(found(&kept, &told, &[]), expected);
        assert_eq!(found(&made_good(&kept), &told, &[]), expected, "{n}, made good");
    }
}

#[test]
fn one_entry_changed_is_named_even_if_all_is_made_good() {
    for n in 0..9_usize {
        let told = whole(9);
        let mut kept = told.clone();
        kept[n].text = "somebody else's".to_owned();
        let expected = [(n as u64 + 1, ChainPlace::Here, FaultKind::Changed)];
        assert_eq!(found(&kept, &told, &[]), expected);
        assert_eq!(found(&made_good(&kept), &told, &[]), expected, "{n}, made good");
    }
}

#[test]
fn an_entry_put_elsewhere_is_named() {
    let told = whole(9);
    let mut kept = told.clone();
    let one = kept.remove(2);
    kept.insert(6, one);
    assert_eq!(found(&made_good(&kept), &told, &[]), [(3, ChainPlace::Here, FaultKind::Moved { to: 7 })]);
    let mut kept = told.clone();
    (kept[3].number, kept[4].number) = (5, 4);
    let faults = found(&kept, &told, &[]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(matches!(faults[0], (4 | 5, ChainPlace::Here, FaultKind::Moved { to: 4 | 5 })), "{faults:?}");
}

#[test]
fn an_entry_nobody_wrote_is_named() {
    let told = whole(5);
    let mut texts: Vec<String> = told.iter().map(|link| link.text.clone()).collect();
    texts.insert(2, "never happened".to_owned());
    assert_eq!(found(&chain(texts), &told, &[]), [(3, ChainPlace::Here, FaultKind::Added)]);
}

#[test]
fn a_hash_changed_by_itself_is_named() {
    let told = whole(5);
    let mut kept = told.clone();
    kept[2].hash = EntryHash::START;
    assert_eq!(found(&kept, &told, &[]), [(3, ChainPlace::Here, FaultKind::Changed)]);
}

#[test]
fn what_was_not_told_yet_rests_on_its_own_hashes() {
    let told = whole(3);
    let mut kept = whole(8);
    kept.remove(5);
    assert_eq!(found(&kept, &told, &[]), [(6, ChainPlace::Here, FaultKind::Removed)]);
    let mut kept = whole(8);
    kept[5].text = "somebody else's".to_owned();
    assert_eq!(found(&kept, &told, &[]), [(6, ChainPlace::Here, FaultKind::Changed)]);
    let mut kept = whole(8);
    kept[5].text = "somebody else's".to_owned();
    kept[5].hash = kept[4].hash.next(DEVICE, 6, &kept[5].text);
    let faults = found(&kept, &told, &[]);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(
        (faults[0].0, faults[0].1),
        (7, ChainPlace::Here),
        "it no longer follows from the changed one"
    );
    let mut kept = whole(8);
    (kept[4].number, kept[6].number) = (7, 5);
    let faults = found(&kept, &told, &[]);
    assert!(faults.contains(&(5, ChainPlace::Here, FaultKind::Moved { to: 7 })), "{faults:?}");
}

#[test]
fn a_cut_end_shows_by_what_was_told_and_by_what_others_saw() {
    let whole = whole(9);
    let cut = &whole[..6];
    let told: Vec<u64> = found(cut, &whole, &[]).into_iter().map(|(number, ..)| number).collect();
    assert_eq!(told, [7, 8, 9]);
    // The log was cut too: only the other workstation remembers.
    assert_eq!(found(cut, cut, &[anchor(&whole, 8)]), [(8, ChainPlace::Here, FaultKind::Removed)]);
}

#[test]
fn a_chain_written_anew_here_and_in_the_log_shows_by_what_others_saw() {
    let first = whole(9);
    let mut other = first.clone();
    other[4].text = "somebody else's".to_owned();
    let other = made_good(&other);
    assert_eq!(found(&other, &other, &[]), [], "nothing else can tell");
    assert_eq!(found(&other, &other, &[anchor(&first, 3)]), [], "what was seen before it still holds");
    let disowned = FaultKind::Disowned { by: OTHER };
    let faults = found(&other, &other, &[anchor(&first, 8), anchor(&first, 6)]);
    assert_eq!(faults, [(6, ChainPlace::Here, disowned), (6, ChainPlace::Queue, disowned)]);
}

#[test]
fn a_gap_in_the_log_is_named_as_the_logs() {
    let kept = whole(9);
    let mut told = kept.clone();
    told.remove(3);
    let faults = found(&kept, &told, &[]);
    assert!(faults.contains(&(4, ChainPlace::Queue, FaultKind::Removed)), "{faults:?}");
}

#[test]
fn a_thousand_changes_of_one_byte_are_all_noticed_and_named() {
    let told = whole(50);
    // A fixed walk over places and bits: the same thousand every time.
    let mut step = 0x9e37_79b9_7f4a_7c15_u64;
    for _ in 0..1_000 {
        step = step.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (place, byte, bit) = ((step >> 33) as usize % 50, (step >> 20) as usize, (step >> 12) as u32 % 7);
        let mut kept = told.clone();
        if step & 1 == 0 {
            kept[place].hash.0[byte % 32] ^= 1 << bit;
        } else {
            let mut text = kept[place].text.clone().into_bytes();
            let length = text.len();
            text[byte % length] ^= 1 << bit;
            kept[place].text = String::from_utf8(text).unwrap();
        }
        assert_eq!(found(&kept, &told, &[]), [(place as u64 + 1, ChainPlace::Here, FaultKind::Changed)]);
        // The last entries rest on their own hashes alone, and are noticed too.
        assert!(!found(&kept, &told[..place], &[]).is_empty());
    }
}

proptest! {
    #[test]
    fn any_one_removal_change_or_exchange_is_found_and_named(
        count in 2_usize..40, told in 0_usize..40, place in 0_usize..40, other in 0_usize..40, what in 0..3, good in any::<bool>()
    ) {
        let before = whole(count as u64);
        let (told, place, other) = (told.min(count), place % count, other % count);
        let mut kept = before.clone();
        match what {
            0 => { kept.remove(place); }
            1 => kept[place].text.push('!'),
            _ => {
                prop_assume!(place != other);
                let (one, two) = (kept[place].number, kept[other].number);
                (kept[place].number, kept[other].number) = (two, one);
                kept.sort_by_key(|link| link.number);
            }
        }
        // Who can compute hashes anew goes unnoticed only in what nobody was told of: a removed last entry too.
        let reach = if what == 2 { place.min(other) } else { place };
        prop_assume!(if good { reach < told } else { !(what == 0 && place + 1 == count && told < count) });
        let kept = if good { made_good(&kept) } else { kept };
        let faults = found(&kept, &before[..told], &[]);
        let named: Vec<u64> = faults.iter().map(|(number, ..)| *number).collect();
        prop_assert!(!faults.is_empty());
        let (place, other) = (place as u64 + 1, other as u64 + 1);
        prop_assert!(named.contains(&place) || (what == 2 && named.contains(&other)), "{:?}", faults);
    }
}
