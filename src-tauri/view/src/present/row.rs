//! One row of a list.

use super::Reader;
use super::patient::spaced;
use crate::summary::Summary;
use crate::{Looked, Row};
use domain::ConversationId;

/// The row of a conversation. Names of staff and what concerns the reader are added to what is stored.
pub fn row(
    reader: Reader<'_>,
    id: ConversationId,
    summary: Summary,
    draft: bool,
    snippet: Option<String>,
) -> Row {
    let looked = summary.looked.map(|by| Looked { by: reader.staff(by.by), at: by.at });
    // A claim that has run out is nobody's, also before the list was written anew.
    let held = summary.owned_until.is_none_or(|until| reader.now < until);
    let level = summary.level();
    Row {
        id,
        name: summary.name,
        nhs_number: spaced(summary.nhs_number),
        born: summary.born,
        writer: summary.writer,
        first_line: summary.first_line,
        received_at: summary.received_at,
        channel: summary.channel,
        tier: summary.tier,
        category: summary.category,
        reads_like: summary.reads_like,
        flagged_by: summary.flagged.map(|by| reader.staff(by.by)),
        cleared: summary.cleared,
        risk: level,
        rank: level.rank(),
        review_by: summary.review_by,
        answer_by: summary.answer_by,
        promise_broken: summary.promise_broken,
        look_by: summary.look_by,
        looked,
        unread: summary.unread,
        owner: summary.owner.filter(|_| held).map(|owner| reader.staff(owner.by)),
        viewing: None,
        draft,
        place: summary.place,
        delivery_problem: summary.delivery_problem,
        snippet,
        restricted: false,
    }
}
