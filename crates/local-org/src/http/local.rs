//! `/local/…`: what the commands `org status|logs|seed|reset|stop` and
//! deployments ask. Ours alone; no Salesforce org has these paths.

use super::{Answer, Caller, Fault, Pairs, Request, World, reply};
use crate::{Org, Snapshot, demo, setup};
use http::{Method, StatusCode};
use serde_json::{Value, json};

/// Answers below `/local/`. All but the state needs the administrator token.
pub(super) fn answer(world: &World, request: &Request, what: &str) -> Answer {
    let needed = if matches!(what, "status" | "log") { Method::GET } else { Method::POST };
    if *request.method() != needed {
        return Err(Fault::method(request.method(), &[needed.as_str()]));
    }
    if what == "status" {
        return Ok(reply::ok(&json!({"note": crate::NOT_SALESFORCE, "url": world.url, "pid": std::process::id()})));
    }
    let caller = Caller::of(world, request)?;
    if caller.app.is_some() || caller.user != world.lock().administrator {
        return Err(Fault::not_found());
    }
    match what {
        "log" => log(world, request),
        "seed" => seed(world),
        "reset" => reset(world),
        "installed" => installed(world, request),
        "stop" => {
            world.stopping.notify_one();
            Ok(reply::ok(&json!({"note": crate::NOT_SALESFORCE})))
        }
        _ => Err(Fault::not_found()),
    }
}

fn log(world: &World, request: &Request) -> Answer {
    let after = Pairs::of_query(request).get("after").and_then(|n| n.parse().ok()).unwrap_or(0);
    let entry = |e: super::Entry| {
        json!({"number": e.number, "at": crate::rest::rows::datetime(e.at), "method": e.method, "path": e.path,
            "status": e.status, "micros": e.micros, "lines": e.lines})
    };
    Ok(reply::ok(&world.log.after(after).into_iter().map(entry).collect::<Vec<Value>>()))
}

fn seed(world: &World) -> Answer {
    let now = world.now();
    let seeded = demo::seed(&mut world.lock(), now);
    match seeded {
        Ok(seeded) => {
            let records: Vec<Value> =
                seeded.records.iter().map(|(object, count)| json!({"object": object, "count": count})).collect();
            let left = seeded.left_out.iter();
            let left: Vec<Value> = left.map(|l| json!({"object": l.object, "count": l.count, "why": l.why})).collect();
            Ok(reply::ok(&json!({"records": records, "leftOut": left})))
        }
        Err(problem) => Err(Fault::new(StatusCode::CONFLICT, "DEMO_DATA_REFUSED", problem)),
    }
}

/// Objects and fields that count as installed: the snapshots of the project that is deployed here.
fn installed(world: &World, request: &Request) -> Answer {
    let refused = |status, problem: String| Fault::new(status, "SNAPSHOTS_REFUSED", problem);
    let snapshots: Vec<Snapshot> =
        serde_json::from_slice(request.body()).map_err(|e| refused(StatusCode::BAD_REQUEST, e.to_string()))?;
    let mut org = world.lock();
    if *org.installed != snapshots {
        crate::metadata::know(&mut org, snapshots).map_err(|problem| refused(StatusCode::CONFLICT, problem))?;
    }
    Ok(reply::ok(&json!({"note": crate::NOT_SALESFORCE})))
}

/// Back to an org without data, metadata, apps and sessions other than the administrator's.
fn reset(world: &World) -> Answer {
    let mut org = world.lock();
    let mut fresh = Org::new(sf_schema::Schema::standard());
    setup::complete(&mut fresh);
    fresh.url.clone_from(&org.url);
    fresh.store.changes = org.store.changes + 1;
    *org = fresh;
    let administrator = org.administrator.clone();
    drop(org);
    world.metadata.forget();
    world.sessions().keep_only(&administrator);
    Ok(reply::ok(&json!({"note": crate::NOT_SALESFORCE})))
}
