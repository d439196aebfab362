//! What a production org asks for before anything in it is changed. An org of unknown kind is one.

use crate::connect::Connection;
use crate::deploy::waves::{Wave, names, wanted};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use sf_client::same_id;

/// Consent to change a production org.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Consent {
    /// Id (00D…) of the production org that may be changed. Other kinds of orgs do not ask for it.
    #[arg(long, value_name = "ORGID")]
    pub production: Option<String>,
}

/// Refuses a change of a guarded org without consent. `planned`: the plan that is carried out was shown before.
///
/// # Errors
/// The refusal, with the commands that lead to a deployment.
pub fn check(connection: &Connection, consent: &Consent, planned: bool) -> Result<(), CommandError> {
    let Connection { target, class, org_id, .. } = connection;
    if let Some(given) = &consent.production
        && !same_id(given, org_id)
    {
        return Err(refusal(
            format!("--production names {given}, and `{target}` is org {org_id}"),
            "check which org is meant; nothing was done".to_owned(),
        ));
    }
    if !class.is_guarded() {
        return Ok(());
    }
    if consent.production.is_none() {
        return Err(refusal(
            format!("`{target}` is a {class}; only --validate works there without consent"),
            format!(
                "validate with --validate, or show the plan with `deploy --target {target} --plan --out plan.json` and carry it out with `--apply plan.json --production {org_id}`"
            ),
        ));
    }
    if !planned {
        return Err(refusal(
            format!("`{target}` is a {class}; it is changed only by a plan that was shown before"),
            format!(
                "`deploy --target {target} --plan --out plan.json`, read it, then `deploy --target {target} --apply plan.json --production {org_id}`"
            ),
        ));
    }
    Ok(())
}

/// Refuses a quick deploy into a guarded org without consent. A validation of an earlier run stands for the plan: that run has
/// shown what it does.
///
/// # Errors
/// The refusal.
pub fn quick(connection: &Connection, consent: &Consent) -> Result<(), CommandError> {
    consented(connection, consent, "a quick deploy changes it")
}

/// Of the waves that are asked for those that a validation stands for in a guarded org, and those that it does not hold.
/// Reading keys changes nothing.
///
/// # Errors
/// Something is asked for by itself that only a plan can show.
pub fn without_plan(
    connection: &Connection,
    only: &[Wave],
    revokes: bool,
) -> Result<(Vec<Wave>, Vec<Wave>), CommandError> {
    let asked = Wave::ALL.into_iter().filter(|wave| wanted(only, *wave));
    let (kept, left): (Vec<Wave>, Vec<Wave>) =
        asked.partition(|wave| matches!(wave, Wave::Metadata | Wave::Credentials));
    match (revokes, kept.contains(&Wave::Metadata)) {
        (true, _) => Err(unshown(connection, "a validation takes nothing from anybody, and --revoke does")),
        (_, false) => Err(unshown(connection, &format!("a validation does not hold the steps {}", names(&left)))),
        _ => Ok((kept, left)),
    }
}

/// Refuses what nobody was shown.
pub fn unshown(connection: &Connection, why: &str) -> CommandError {
    let Connection { target, class, org_id, .. } = connection;
    refusal(
        format!("{why}; `{target}` is a {class}, which is changed only by what was shown before"),
        format!(
            "`deploy --target {target} --validate` shows what would change and which rights, and `--quick` deploys that; or `deploy --target {target} --plan --out plan.json`, read it, then `--apply plan.json --production {org_id}`"
        ),
    )
}

/// Refuses a change that needs no plan of a guarded org without consent.
///
/// # Errors
/// The refusal.
pub fn consented(connection: &Connection, consent: &Consent, why: &str) -> Result<(), CommandError> {
    if connection.class.is_guarded() && consent.production.is_none() {
        let Connection { target, class, org_id, .. } = connection;
        return Err(refusal(
            format!("`{target}` is a {class}; {why}"),
            format!("add `--production {org_id}` if that is meant"),
        ));
    }
    check(connection, consent, true)
}

fn refusal(message: String, hint: String) -> CommandError {
    CommandError { exit: Exit::Refused, message, hint: Some(hint) }
}
