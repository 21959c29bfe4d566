//! What every log is held to, as facts that run against any implementation.
//!
//! An implementation's tests give a [`Fixture`] to [`contract_suite!`](crate::contract_suite) and get one test a fact.
//! Facts use two clients of one log where two PCs would be meant. What only one implementation promises (the file's
//! backups, its behaviour when killed) is tested beside that implementation.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "these are tests")]

mod appending;
mod closing;
mod fixture;
mod following;
mod passing;
mod purging;

pub use appending::*;
pub use closing::*;
pub use fixture::Fixture;
pub use following::*;
pub use passing::*;
pub use purging::*;

/// One `#[tokio::test]` a fact; the argument is an expression that makes a [`Fixture`].
#[macro_export]
macro_rules! contract_suite {
    ($fresh:expr) => {
        $crate::contract_suite! { $fresh =>
            messages_are_read_in_the_order_of_their_receipts
            every_subject_is_taken
            an_append_that_saw_the_last_message_is_taken
            an_append_that_missed_a_message_is_refused_and_told
            an_expectation_concerns_its_own_subject_alone
            a_repeated_append_gives_the_first_receipt
            an_id_names_one_message_for_ever
            a_retry_after_the_dedup_window_leaves_one_message
            of_two_racing_writers_one_wins_each_step
            stored_at_never_goes_backwards
            a_message_may_be_as_large_as_the_limit
            the_last_message_of_a_subject_is_found
            a_reader_resumes_after_its_cursor
            large_messages_come_in_bounded_batches
            a_follower_sees_everything_once_while_others_append
            waiting_ends_with_an_append_of_another_client
            waiting_ends_at_once_when_something_is_there
            a_cursor_beyond_the_head_is_told
            a_purge_removes_one_subject_alone
            no_place_is_given_twice_even_after_a_purge
            a_purged_tail_lets_its_reader_rest
            a_signal_reaches_every_listener
            a_signal_is_never_stored
            signals_have_a_limit
            a_closed_client_takes_and_gives_nothing
            other_clients_notice_nothing_of_a_closing
            closing_twice_is_closing_once
        }
    };
    ($fresh:expr => $($fact:ident)+) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $fact() {
            let fixture = $fresh;
            $crate::contract::$fact(&fixture).await;
        })+
    };
}
