//! Names of methods that the standard library and our dependencies give to so many types that a name tells nothing.

/// Where the receiver's type cannot be told, a call of one of these is nobody's.
pub(super) fn is_std(name: &str) -> bool {
    NAMES.split_whitespace().any(|std| std == name)
}

const NAMES: &str = "
    abort accept add all and and_then any append as_bytes as_deref as_mut as_ref as_slice as_str await begin
    begin_with binary_search bind borrow build bytes cancel chain chars checked_add checked_sub chunks clear clone
    cloned close cmp code collect commit connect contains contains_key context copied count create date day decode
    default delete display drain elapsed encode end ends_with entry eq err error exists expect extend fetch_all
    fetch_one fetch_optional fill filter filter_map finalize find find_map first flat_map flatten flush fmt fold
    for_each format from get get_mut get_or_insert hash head header id insert into into_bytes into_inner into_iter
    into_string is_empty is_err is_none is_ok is_some is_some_and iter iter_mut join keys kind last len length lines
    listen load lock log map map_err map_or max message metadata min name next now ok ok_or ok_or_else open or
    or_default or_else parent parse path peek pop position pretty push push_str put read recv refresh remove replace
    reset resize resolve retain rev role rollback rotate_left run save send set show sign signal size skip sort
    sort_by split spawn start starts_with status step stop store strip_prefix sum tail take text then time to_bytes
    to_owned to_string to_vec trim try_from try_into unlock unwrap unwrap_or unwrap_or_else update url value values
    verify version wait wake wipe with with_timezone write year zip
";
