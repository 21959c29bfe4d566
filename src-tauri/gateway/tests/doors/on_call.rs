//! Out of hours: what nobody reads pages whoever the practice has named, and says nothing of it.

use crate::fhir;
use crate::practice::{Practice, eventually};
use chrono::TimeDelta;
use domain::policy::OnCall;
use domain::staff::Role;

const WORDS: &str = "Could my tablets go to Well Pharmacy?";

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_lies_unread_while_the_practice_is_closed_pages_whoever_is_on_call() {
    let practice = Practice::found().await;
    let telephone = "07700 900200".parse().unwrap();
    let mut policy = practice.policy.clone();
    policy.on_call = Some(OnCall { name: "Dr N Okafor".to_owned(), telephone });
    practice.publish(&policy, Role::Manager).await;
    let doors = practice.open_with(|config| config.demonstration = true).await;
    // 21:58 in London: the practice closed at 18:30.
    practice.clock.forward(TimeDelta::hours(12));
    let answer = doors.post_json("/FHIR/R4/CommunicationRequest", fhir::reply(WORDS));
    assert_eq!(answer.status, 202);
    assert!(!doors.get("/demonstration").text.contains("On-call phone"), "a minute has not passed");
    practice.clock.forward(TimeDelta::seconds(61));
    let page = eventually("the page", || {
        let page = doors.get("/demonstration").text;
        page.contains("On-call phone").then_some(page)
    })
    .await;
    let call = page.split("On-call phone").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(call.contains("a message needs a person now"), "{call}");
    assert!(call.contains("07700 900200"), "{call}");
    for told in [WORDS, "tablets", "9990000026", "999 000 0026"] {
        assert!(!call.contains(told), "the page tells {told}: {call}");
    }
    doors.close().await;
}
