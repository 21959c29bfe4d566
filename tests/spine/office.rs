//! The practice's own work: who is on duty, what went wrong, what could, and whether an alert would reach everybody.

use crate::practice::{DANGEROUS, Practice, eventually, keyword_reply};
use chrono::TimeDelta;
use domain::alert::Contact;
use domain::calendar::date_in_london;
use domain::conversation::{Command, Refusal};
use domain::rota::{NotReady, RotaDraft};
use domain::safety::{Command as Safety, IncidentForm, IncidentKind};
use engine::audit::ExportFormat;
use engine::safety::SafetyView;
use engine::view::{Bar, DesktopAlerts, StaffView};
use engine::{ActError, DeskError, Unlocked};

async fn bar(desk: &Unlocked) -> Bar {
    desk.bar(DesktopAlerts::Working).await.expect("the bar")
}

async fn does(desk: &Unlocked, command: Safety) -> SafetyView {
    desk.safety_act(&command, DesktopAlerts::Working).await.expect("it is allowed")
}

fn refusal(error: DeskError) -> Option<Refusal> {
    match error {
        DeskError::Act(ActError::Refused(refusal)) => Some(refusal),
        _ => None,
    }
}

fn named(people: &[StaffView], name: &str) -> domain::StaffId {
    people.iter().find(|one| one.name == name).expect("in the cast").id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_is_published_only_with_a_deputy_and_then_alerts_go_to_both() {
    let practice = Practice::open().await;
    let carol = practice.sign_in("carol.whitby").await;
    eventually("the rota is read", async || {
        bar(&carol).await.duty.filter(|duty| duty.name == "Dr N Okafor").map(|_| ())
    })
    .await;
    let now = practice.engine.clock().now();
    let week = carol.rota_week(date_in_london(now));
    let brandt = named(&week.clinicians, "Dr S Brandt");
    let okafor = named(&week.clinicians, "Dr N Okafor");
    let plan = |deputy| RotaDraft {
        from: now - TimeDelta::minutes(1),
        until: now + TimeDelta::hours(1),
        duty: Some(brandt),
        deputy,
    };
    carol.plan_rota(plan(None)).await.expect("a plan may lack somebody");
    let refused = carol.publish_rota_week(date_in_london(now)).await;
    assert!(
        matches!(refused, Err(ActError::Refused(Refusal::RotaNotReady { why: NotReady::NoDeputy }))),
        "{refused:?}"
    );
    assert_eq!(bar(&carol).await.duty.map(|one| one.id), Some(okafor), "a plan changes nothing");
    carol.plan_rota(plan(Some(okafor))).await.expect("now it is whole");
    carol.publish_rota_week(date_in_london(now)).await.expect("and may be published");
    let shown = bar(&carol).await;
    assert_eq!((shown.duty.map(|one| one.id), shown.deputy.map(|one| one.id)), (Some(brandt), Some(okafor)));
    practice.lock(carol).await;

    // What stands in the log, not only in this workstation's memory.
    let desk = practice.sign_in("jo.marsden").await;
    eventually("it is read from the log", async || {
        bar(&desk).await.duty.filter(|duty| duty.id == brandt).map(|_| ())
    })
    .await;
    let refused = desk.plan_rota(plan(None)).await;
    assert!(matches!(refused, Err(ActError::Refused(Refusal::NotAllowed { .. }))), "{refused:?}");
    practice.post("/FHIR/R4/CommunicationRequest", &keyword_reply("9990000093", DANGEROUS), 202).await;
    let alert = eventually("the alert is raised", async || bar(&desk).await.alerts.pop()).await;
    // Until the queue has confirmed both changes of the rota, the earlier one may come back before the later.
    eventually("duty and deputy are told", async || {
        let shown = desk.conversation(alert.conversation).await.expect("it is there");
        let told: Vec<_> = shown.alerts[0].told.iter().take(2).map(|one| one.person.id).collect();
        (told == [brandt, okafor]).then_some(())
    })
    .await;
    practice.close(desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_is_logged_tied_to_a_hazard_and_exported_without_a_patient() {
    let practice = Practice::open().await;
    let okafor = practice.sign_in("n.okafor").await;
    practice.post("/FHIR/R4/CommunicationRequest", &keyword_reply("9990000093", DANGEROUS), 202).await;
    let alert = eventually("the alert is raised", async || bar(&okafor).await.alerts.pop()).await;
    let (id, letter) = (alert.conversation, alert.letter);
    let attempt = |note: &str| Command::AttemptContact {
        letter,
        contact: Contact::HandedOver,
        at: practice.engine.clock().now(),
        note: note.to_owned(),
    };
    okafor.act_and_show(id, Command::AcceptAlert { letter }).await.expect("a clinician may");
    assert!(okafor.act_and_show(id, attempt(" ")).await.is_err(), "to whom must be said");
    okafor.act_and_show(id, attempt("Crisis team rings Jamie at 13:00.")).await.expect("said");
    let outcome = "Jamie is safe with a partner.".to_owned();
    okafor.act_and_show(id, Command::ResolveAlert { letter, outcome }).await.expect("over");
    let log = okafor.safety_log(0, 10).await.expect("the log");
    assert_eq!((log.total, log.rows[0].outcome.is_some()), (1, true));
    let report = |hazard, learned: &str| IncidentForm {
        kind: IncidentKind::Delayed,
        happened_at: practice.engine.clock().now(),
        what: "It was seen after ten minutes.".to_owned(),
        harm: String::new(),
        conversation: Some(id),
        hazard,
        learned: learned.to_owned(),
    };
    does(&okafor, Safety::WriteIncident { id: None, form: report(None, "") }).await;
    let refused = okafor.safety_act(&Safety::BeginRegister, DesktopAlerts::Working).await;
    assert!(matches!(refused.map_err(refusal), Err(Some(Refusal::NotAllowed { .. }))));
    practice.lock(okafor).await;

    let carol = practice.sign_in("carol.whitby").await;
    let view = does(&carol, Safety::BeginRegister).await;
    assert!(view.hazards.len() >= 5);
    let incident = view.incidents[0].id;
    let refused = carol.safety_act(&Safety::CloseIncident { id: incident }, DesktopAlerts::Working).await;
    assert!(matches!(refused.map_err(refusal), Err(Some(Refusal::HazardMissing))));
    let form = report(Some(view.hazards[0].id), "Two look at lunch time.");
    does(&carol, Safety::WriteIncident { id: Some(incident), form }).await;
    let view = does(&carol, Safety::CloseIncident { id: incident }).await;
    assert!(view.incidents[0].closed.is_some());
    assert_eq!(
        view.hazards.iter().find(|one| one.incidents == 1).map(|one| one.id),
        view.incidents[0].hazard
    );
    assert_eq!(carol.safety_log(0, 10).await.expect("the log").rows[0].incidents, 1);

    exports_tell_the_work_and_no_patient(&carol).await;
    practice.close(carol).await;
}

async fn exports_tell_the_work_and_no_patient(carol: &Unlocked) {
    for format in [ExportFormat::Csv, ExportFormat::Json] {
        let folder = carol.export_safety(format).await.expect("written");
        let files: Vec<_> = std::fs::read_dir(folder).expect("a folder").flatten().collect();
        assert!(!files.is_empty());
        let mut all = String::new();
        for file in files {
            all.push_str(&file.file_name().to_string_lossy());
            all.push_str(&std::fs::read_to_string(file.path()).expect("text"));
        }
        for said in
            ["It was seen after ten minutes.", "Two look at lunch time.", "A dangerous message is not seen"]
        {
            assert!(all.contains(said), "{said}");
        }
        for told in ["Jamie", "Whitlock", "9990000093", "999 000 0093", "kill", "tablets", "partner"] {
            assert!(!all.contains(told), "the export tells {told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_waits_for_this_workstation_until_it_is_answered_and_the_answer_is_kept() {
    let practice = Practice::open().await;
    let carol = practice.sign_in("carol.whitby").await;
    assert!(carol.safety().await.expect("the register").drill_due);
    does(&carol, Safety::StartDrill).await;
    practice.lock(carol).await;
    let jo = practice.sign_in("jo.marsden").await;
    let drill = bar(&jo).await.drill.expect("it waits for whoever is here");
    does(&jo, Safety::AnswerDrill { drill: drill.id }).await;
    assert!(bar(&jo).await.drill.is_none());
    practice.lock(jo).await;
    let okafor = practice.sign_in("n.okafor").await;
    let view = okafor.safety().await.expect("a clinician reads it");
    assert!(!view.drill_due);
    let answers: Vec<_> =
        view.drills[0].answers.iter().map(|one| (one.by.by.name.as_str(), one.desktop_alert)).collect();
    assert_eq!(answers, [("Jo Marsden", true)]);
    practice.close(okafor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_just_written_is_not_undone_by_its_earlier_version_coming_back() {
    let practice = Practice::open().await;
    let carol = practice.sign_in("carol.whitby").await;
    let form = |learned: String| IncidentForm {
        kind: IncidentKind::Delayed,
        happened_at: practice.engine.clock().now(),
        what: "It was seen after ten minutes.".to_owned(),
        harm: String::new(),
        conversation: None,
        hazard: None,
        learned,
    };
    let view = does(&carol, Safety::WriteIncident { id: None, form: form(String::new()) }).await;
    let id = view.incidents[0].id;
    for version in 0..40 {
        let learned = format!("Two look at lunch time, version {version}.");
        does(&carol, Safety::WriteIncident { id: Some(id), form: form(learned.clone()) }).await;
        let shown = carol.safety().await.expect("the register").incidents.remove(0);
        assert_eq!((shown.learned, shown.history.len()), (learned, version + 2));
        tokio::task::yield_now().await;
    }
    practice.close(carol).await;
}
