//! What an org does not tell of the keys of its apps, and what the wave says then.

use crate::project::{Printed, World};
use crate::proxy::{Fault, Kind};

fn refusal() -> Fault {
    let text = "[{\"errorCode\":\"API_DISABLED_FOR_ORG\",\"message\":\"not for this user\"}]";
    Fault::Refuse(403, "application/json", text.to_owned())
}

/// Reads the keys of the example's apps, with these faults on the way.
fn read(world: &World, faults: Vec<Fault>) -> Printed {
    world.proxy.plan(Kind::Apps, faults);
    world.run(&["deploy", "--only", "credentials"])
}

#[test]
fn a_key_or_secret_that_the_org_does_not_tell_is_named_once_and_where_to_read_it() {
    let world = World::with_example();
    let deployed = world.run(&["deploy", "--test-level", "NoTestRun"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    std::fs::remove_file(world.project.path().join(".mcp-toolchain/laptop-org.env")).expect("keys were kept");
    // The list of apps is refused in the same words for each app.
    let refused = read(&world, vec![refusal(); 20]);
    assert_eq!(refused.code, 0, "{refused:?}");
    assert_eq!(refused.err.matches("not for this user").count(), 1, "{}", refused.err);
    let apps = "Acme_Mcp_sales_assistant_App, Acme_Mcp_sales_insight_App, Acme_Mcp_service_desk_App";
    let said = format!("credentials: left out: read in Setup, External Client App Manager: {apps}");
    assert!(refused.err.contains(&said), "{}", refused.err);
    // The survey reads the list once; then of each app the list, its consumer, key and secret, and the key alone.
    let of_one = [Fault::None, Fault::None, refusal(), Fault::None];
    let faults = [Fault::None].into_iter().chain(std::iter::repeat_n(of_one, 3).flatten()).collect();
    let without = read(&world, faults);
    assert_eq!(without.code, 0, "{without:?}");
    // Of the app of people nobody needs a secret.
    let apps = "Acme_Mcp_sales_insight_App, Acme_Mcp_service_desk_App";
    for said in [
        format!("the org tells the consumer key and not the consumer secret of {apps}, which logs in by itself"),
        format!("credentials: left out: read in Setup, External Client App Manager: {apps}"),
        "clients read it as SF_SALES_INSIGHT_LAPTOP_CLIENT_ID".to_owned(),
    ] {
        assert!(without.err.contains(&said), "{said}: {}", without.err);
    }
    assert!(!without.err.contains("LAPTOP_CLIENT_SECRET"), "{}", without.err);
}
