//! The elements of FHIR R4 that stand in every resource, read as R4 means them: identifiers, periods, references, reasons
//! for an absent value, and the marks that nobody may overlook.
//!
//! What is old, ended or not begun is never chosen; official comes before usual. What has been chosen is taken in, the
//! rest is not, and is named by `left_out`.

use super::outcome::Outcome;
use super::read::{At, whole_date};
use chrono::{DateTime, Months, Utc};
use serde_json::Value;

pub(super) const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
pub(super) const ODS_CODE: &str = "https://fhir.nhs.uk/Id/ods-organization-code";
/// The NHS's register of patients: its addresses end in an NHS number.
const REGISTER: &str = "/personal-demographics/FHIR/R4/Patient/";

/// R4 knows no such use of identifiers, names, telecoms or addresses.
struct UnknownUse;

/// The better a use, the smaller; none if what has it is not to be used now.
fn rank(stated: Option<&str>) -> Result<Option<u8>, UnknownUse> {
    Ok(Some(match stated {
        Some("old" | "maiden") => return Ok(None),
        Some("official") => 0,
        Some("usual" | "mobile") => 1,
        Some("home") => 2,
        None => 3,
        Some("work") => 4,
        Some("temp" | "secondary" | "nickname" | "anonymous") => 5,
        Some(_) => return Err(UnknownUse),
    }))
}

/// The better an element is to use, the smaller; none if it is not to be used now.
pub(super) fn standing(element: &At<'_>, now: DateTime<Utc>) -> Result<Option<u8>, Outcome> {
    // A use may say that the element is not to be used: what is not known as one is not read past.
    let rank =
        rank(element.peek("use")).map_err(|UnknownUse| element.wrong("A use of FHIR belongs here."))?;
    let Some(rank) = rank else { return Ok(None) };
    Ok(in_force(element, now)?.then_some(rank))
}

/// Has the element's period begun, and not ended?
pub(super) fn in_force(element: &At<'_>, now: DateTime<Utc>) -> Result<bool, Outcome> {
    let Some(period) = element.maybe("period") else { return Ok(true) };
    let begun = border(&period, "start")?.is_none_or(|start| start <= now);
    let ended = border(&period, "end")?.is_some_and(|end| end <= now);
    Ok(begun && !ended)
}

/// An end of a period. A date is a whole day in it, a month or a year the whole of it.
fn border(period: &At<'_>, name: &'static str) -> Result<Option<DateTime<Utc>>, Outcome> {
    let Some(word) = period.peek(name) else { return Ok(None) };
    if let Ok(instant) = DateTime::parse_from_rfc3339(word) {
        return Ok(Some(instant.to_utc()));
    }
    let first = whole_date(word, "-01").ok_or_else(|| period.wrong("A period belongs here."))?;
    let next = match word.matches('-').count() {
        _ if name == "start" => Some(first),
        0 => first.checked_add_months(Months::new(12)),
        1 => first.checked_add_months(Months::new(1)),
        _ => first.succ_opt(),
    };
    Ok(next.and_then(|day| day.and_hms_opt(0, 0, 0)).map(|midnight| midnight.and_utc()))
}

/// The elements that may be used now, the best first.
pub(super) fn usable<'a>(elements: Vec<At<'a>>, now: DateTime<Utc>) -> Result<Vec<At<'a>>, Outcome> {
    let mut ranked = Vec::new();
    for element in elements {
        if let Some(rank) = standing(&element, now)? {
            ranked.push((rank, element));
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    Ok(ranked.into_iter().map(|(_, element)| element).collect())
}

/// The values of the identifiers of this system that may be used now, the best first.
pub(super) fn identifiers<'a>(
    holder: &At<'a>,
    system: &str,
    now: DateTime<Utc>,
) -> Result<Vec<At<'a>>, Outcome> {
    let Some(all) = holder.maybe("identifier") else { return Ok(Vec::new()) };
    let of_system = |one: &At<'_>| one.peek("system").is_some_and(|stated| is_system(stated, system));
    let all = all.one_or_more().into_iter().filter(of_system).collect();
    let chosen = usable(all, now)?;
    for one in chosen.iter().filter(|one| one.maybe("value").is_some()) {
        one.understood(&["system"]);
        chosen_by(one);
    }
    Ok(chosen.iter().filter_map(|one| one.maybe("value")).collect())
}

/// Takes in by what an element was chosen, and what it is called.
pub(super) fn chosen_by(element: &At<'_>) {
    element.understood(&["rank"]);
    if rank(element.peek("use")).is_ok() {
        element.understood(&["use"]);
    }
    if let Some(period) = element.maybe("period") {
        period.understood(&["start", "end"]);
    }
    if let Some(kind) = element.maybe("type") {
        for coding in kind.maybe("coding").iter().flat_map(At::one_or_more) {
            coding.understood(&["system", "version", "code"]);
        }
    }
}

/// Is this the system, in either of the forms in which the NHS publishes its systems: with and without TLS?
pub(super) fn is_system(stated: &str, system: &str) -> bool {
    let plain = |text: &str| {
        let text = text.trim_end_matches('/').to_ascii_lowercase();
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        rest.map(str::to_owned).unwrap_or(text)
    };
    plain(stated) == plain(system)
}

/// What a reference points to, as far as it says.
pub(super) struct Referred<'a> {
    /// The reference itself.
    pub at: At<'a>,
    /// The type of the resource it points to.
    pub kind: Option<String>,
    /// The resource, if it is contained.
    pub described: Option<At<'a>>,
    /// Server and id of a resource elsewhere: `("https://…/", "Patient/1")`.
    key: Option<(String, String)>,
}

impl<'a> Referred<'a> {
    /// Reads a reference: by type, by path, to a contained resource, or by identifier.
    pub fn read(root: &At<'a>, at: At<'a>) -> Result<Self, Outcome> {
        let path = at.peek("reference");
        let described = match path.and_then(|path| path.strip_prefix('#')) {
            Some(id) if !id.is_empty() => contained(root, id)?,
            _ => None,
        };
        let key = path.and_then(key);
        let stated = at.peek("type").and_then(|kind| kind.rsplit('/').next()).map(str::to_owned);
        let by_path = path.and_then(kind_in);
        let by_itself = described.as_ref().and_then(|one| one.peek("resourceType")).map(str::to_owned);
        let kinds: Vec<String> = [stated, by_path, by_itself].into_iter().flatten().collect();
        if kinds.windows(2).any(|pair| matches!(pair, [one, other] if one != other)) {
            return Err(at.not_meant("The reference says two types."));
        }
        at.understood(&["reference", "type"]);
        if let Some(one) = &described {
            one.understood(&["resourceType", "id"]);
        }
        Ok(Self { at, kind: kinds.into_iter().next(), described, key })
    }

    /// Where an identifier of what is pointed to can stand.
    pub fn holders(&self) -> impl Iterator<Item = &At<'a>> {
        std::iter::once(&self.at).chain(&self.described)
    }

    /// The NHS number in the address of the NHS's own register.
    pub fn number_in_register(&self) -> Option<&str> {
        let (server, id) = self.key.as_ref()?;
        let whole = REGISTER.strip_suffix("Patient/")?;
        server.ends_with(whole).then(|| id.strip_prefix("Patient/"))?
    }

    /// Do the two point to the same resource? None if that is not said: equal ids of which one stands without its server
    /// may be two people's.
    pub fn is_same(&self, other: &Referred<'_>) -> Option<bool> {
        if let (Some(one), Some(other)) = (&self.described, &other.described) {
            return Some(one.is_same(other));
        }
        let (one, other) = (self.key.as_ref()?, other.key.as_ref()?);
        match one.1 == other.1 {
            true if one.0 != other.0 && (one.0.is_empty() || other.0.is_empty()) => None,
            same => Some(same && one.0 == other.0),
        }
    }
}

/// The contained resource with this id. Two of them are a contradiction.
fn contained<'a>(root: &At<'a>, id: &str) -> Result<Option<At<'a>>, Outcome> {
    let all = root.maybe_list("contained")?;
    let mut found = all.into_iter().filter(|one| one.peek("id") == Some(id));
    let (first, second) = (found.next(), found.next());
    match second {
        Some(second) => Err(second.not_meant("Two contained resources have the same id.")),
        None => Ok(first),
    }
}

/// Server and id in a path, without the version.
fn key(path: &str) -> Option<(String, String)> {
    let path = path.split("/_history/").next()?;
    if path.starts_with("urn:") {
        return Some((String::new(), path.to_owned()));
    }
    let (rest, id) = path.rsplit_once('/')?;
    let (server, kind) = rest.rsplit_once('/').map_or(("", rest), |(server, kind)| (server, kind));
    let server = if server.is_empty() { String::new() } else { format!("{server}/") };
    Some((server, format!("{kind}/{id}")))
}

/// The type in a path: `Patient/1`, `https://…/Patient/1/_history/2`, `Patient?identifier=…`.
fn kind_in(path: &str) -> Option<String> {
    let path = path.split("/_history/").next()?.split('?').next()?;
    let is_kind = |segment: &&str| {
        segment.starts_with(|c: char| c.is_ascii_uppercase())
            && segment.chars().all(|c| c.is_ascii_alphabetic())
    };
    let mut segments = path.rsplit('/');
    let last = segments.next()?;
    segments.next().filter(is_kind).or_else(|| Some(last).filter(is_kind)).map(str::to_owned)
}

/// Takes in what a resource says of itself and not of a patient.
pub(super) fn housekeeping(resource: &At<'_>) {
    resource.understood(&["resourceType", "id", "language"]);
    if let Some(meta) = resource.maybe("meta") {
        meta.understood(&["versionId", "lastUpdated", "source"]);
        for profile in meta.maybe("profile").iter().flat_map(At::one_or_more) {
            profile.value();
        }
    }
}

/// When it was written: an instant, or none. A date alone is named in the letter.
pub(super) fn written(at: &At<'_>) -> Result<Option<DateTime<Utc>>, Outcome> {
    let instant = at.date_time()?;
    if instant.is_none() {
        at.left_out(format!("date of writing {} (no time of day)", at.word()?));
    }
    Ok(instant)
}

/// Why a value is absent, in words, if an extension of this element says so. Taken in.
pub(super) fn absent_reason(element: &At<'_>) -> Option<&'static str> {
    const URL: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
    let extensions = element.maybe("extension")?.elements()?;
    let reason = extensions.into_iter().find(|one| one.peek("url").is_some_and(|url| is_system(url, URL)))?;
    let words = match reason.peek("valueCode")? {
        "asked-declined" => "declined",
        "asked-unknown" => "asked, not known",
        "unknown" | "temp-unknown" => "not known",
        "not-asked" => "not asked",
        "masked" => "withheld",
        "not-applicable" => "not applicable",
        "not-permitted" => "not permitted",
        _ => return None,
    };
    reason.understood(&["url", "valueCode"]);
    Some(words)
}

/// Refuses what must be understood and is not: an extension that changes the meaning of what it stands on, and rules
/// that are not R4's own.
pub(super) fn must_understand(element: &At<'_>) -> Result<(), Outcome> {
    for child in element.elements().unwrap_or_default() {
        must_understand(&child)?;
    }
    for (name, value) in element.fields().into_iter().flatten() {
        let Some(child) = element.maybe(name) else { continue };
        let empty = matches!(value, Value::Array(all) if all.is_empty());
        match name.as_str() {
            "modifierExtension" if !empty => {
                return Err(
                    child.not_supported("An extension here changes the meaning and is not understood.")
                );
            }
            "implicitRules" | "_implicitRules" => {
                return Err(child.not_supported("The rules named here are not understood."));
            }
            _ => must_understand(&child)?,
        }
    }
    Ok(())
}
