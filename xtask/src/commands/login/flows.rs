//! The flows: each turns options, variables and what a person does into a login that can be kept.

use super::secret_input::{self, Source};
use super::{Args, Method};
use crate::connect::block_on;
use crate::error::CommandError;
use crate::printer::Printer;
use crate::targets::{self, Target};
use sf_client::login::{BrowserLogin, DeviceLogin, KeptLogin, SigningKey, part};
use sf_client::{ClientError, Secret};
use sf_wire::oauth::TokenReply;
use std::time::Duration;
use url::Url;

/// How long a person may take.
const PATIENCE: Duration = Duration::from_secs(600);
/// What later commands need: calls, and a token that renews them.
const SCOPE: &str = "api refresh_token";

/// Gets a login. `present` is the one that is kept already.
pub fn obtain(
    args: &Args,
    method: Method,
    target: &Target,
    present: Option<KeptLogin>,
    printer: &mut Printer,
) -> Result<KeptLogin, CommandError> {
    let secret = |what, name: &str, required| {
        secret_input::read(&Source { target, what, name, file: args.secret_file.as_deref(), required })
    };
    match method {
        Method::Browser => {
            let (client_id, kept_secret) = client_id(args, target, present)?;
            let client_secret = secret(part::CLIENT_SECRET, "consumer secret", false)?.or(kept_secret);
            browser(args, target, client_id, client_secret, printer)
        }
        Method::Device => {
            let (client_id, _) = client_id(args, target, present)?;
            device(target, client_id, printer)
        }
        Method::Jwt => {
            let (client_id, _) = client_id(args, target, present)?;
            let private_key = secret(part::PRIVATE_KEY, "private key", true)?.unwrap_or_default();
            jwt(args, target, client_id, private_key)
        }
        Method::ClientCredentials => {
            let (client_id, _) = client_id(args, target, present)?;
            let client_secret = secret(part::CLIENT_SECRET, "consumer secret", true)?.unwrap_or_default();
            Ok(KeptLogin::ClientCredentials { client_id, client_secret })
        }
        Method::AuthUrl => {
            let url = secret(part::AUTH_URL, "sfdx auth URL", true)?.unwrap_or_default();
            KeptLogin::from_auth_url(&url, &target.address, "the sfdx auth URL")
                .map_err(|error| targets::refused(target, &error.to_string()))
        }
        Method::AccessToken => {
            let token = secret_input::variable(target, part::ACCESS_TOKEN);
            let hint = format!("set {} to the token", secret_input::name(target, part::ACCESS_TOKEN));
            token
                .map(|token| KeptLogin::AccessToken { token })
                .ok_or_else(|| CommandError::missing("there is no access token", hint))
        }
        Method::Sf => match &args.sf_org {
            Some(org) => Ok(KeptLogin::Sf { org: org.clone() }),
            None => Err(CommandError::usage(
                "the sf flow needs to know which org",
                "add `--sf-org` with the username or alias; `sf org list` shows them",
            )),
        },
    }
}

/// Consumer key, and the secret that is kept with it.
fn client_id(
    args: &Args,
    target: &Target,
    present: Option<KeptLogin>,
) -> Result<(String, Option<Secret>), CommandError> {
    let given = args
        .client_id
        .clone()
        .or_else(|| secret_input::variable(target, part::CLIENT_ID).map(|key| key.expose().to_owned()));
    let (kept_id, kept_secret) = match present {
        Some(KeptLogin::RefreshToken { client_id, client_secret, .. }) => (Some(client_id), client_secret),
        Some(KeptLogin::Jwt { client_id, .. } | KeptLogin::ClientCredentials { client_id, .. }) => {
            (Some(client_id), None)
        }
        _ => (None, None),
    };
    match (given, kept_id) {
        // The secret of another app is of no use.
        (Some(given), Some(kept)) if given != kept => Ok((given, None)),
        (Some(id), _) | (None, Some(id)) => Ok((id, kept_secret)),
        (None, None) => Err(CommandError::missing(
            "the consumer key of the OAuth app is not known",
            format!("add `--client-id`, or set {}", secret_input::name(target, part::CLIENT_ID)),
        )),
    }
}

fn jwt(args: &Args, target: &Target, client_id: String, private_key: Secret) -> Result<KeptLogin, CommandError> {
    let refused = |error: sf_client::login::KeyError| targets::refused(target, &error.to_string());
    let key = SigningKey::from_pem(&private_key).map_err(refused)?;
    if let Some(path) = &args.certificate {
        let pem = std::fs::read_to_string(path).map_err(|error| {
            CommandError::missing(
                format!("`{}` cannot be read: {error}", path.display()),
                "give the certificate as PEM",
            )
        })?;
        key.check_certificate(&pem).map_err(refused)?;
    }
    let username = args
        .username
        .clone()
        .or_else(|| secret_input::variable(target, part::USERNAME).map(|name| name.expose().to_owned()));
    let username = username.or_else(|| target.deploy_user.clone()).ok_or_else(|| {
        CommandError::missing("the flow jwtBearer needs a user name", "add `--username`, or `deployUser` to the target")
    })?;
    Ok(KeptLogin::Jwt { client_id, username, private_key, next_key: None, audience: args.audience.clone() })
}

fn browser(
    args: &Args,
    target: &Target,
    client_id: String,
    client_secret: Option<Secret>,
    printer: &mut Printer,
) -> Result<KeptLogin, CommandError> {
    let redirect_uri = Url::parse(&args.callback).map_err(|error| {
        CommandError::usage(format!("--callback: {error}"), "write it like http://localhost:1717/OauthRedirect")
    })?;
    let login = BrowserLogin {
        address: target.address.clone(),
        client_id: client_id.clone(),
        client_secret: client_secret.clone(),
        redirect_uri,
        scope: SCOPE.to_owned(),
    };
    let reply = block_on(async {
        let http = targets::http()?;
        let fail = |error: ClientError| targets::not_logged_in(target, &error);
        let waiting = login.begin().await.map_err(fail)?;
        let opened = !args.no_browser && open::that_detached(waiting.page.url.as_str()).is_ok();
        if !opened {
            printer.note("open this page in a browser on this computer:");
            printer.note(waiting.page.url.as_str());
        }
        printer.note(&format!("waiting for the login at {}, up to ten minutes", target.address));
        waiting.finish(&http, PATIENCE).await.map_err(fail)
    })?;
    with_refresh_token(reply, client_id, client_secret)
}

fn device(target: &Target, client_id: String, printer: &mut Printer) -> Result<KeptLogin, CommandError> {
    let login = DeviceLogin { address: target.address.clone(), client_id: client_id.clone(), scope: SCOPE.to_owned() };
    let reply = block_on(async {
        let http = targets::http()?;
        let fail = |error: ClientError| targets::not_logged_in(target, &error);
        let waiting = login.begin(&http).await.map_err(fail)?;
        printer.note(&format!("open {} on any device and type in {}", waiting.page, waiting.user_code));
        printer.note("waiting, up to ten minutes");
        waiting.finish(&http, PATIENCE).await.map_err(fail)
    })?;
    with_refresh_token(reply, client_id, None)
}

fn with_refresh_token(
    reply: TokenReply,
    client_id: String,
    client_secret: Option<Secret>,
) -> Result<KeptLogin, CommandError> {
    match reply.refresh_token.filter(|token| !token.is_empty()) {
        Some(refresh_token) => {
            Ok(KeptLogin::RefreshToken { client_id, client_secret, refresh_token, first_token: None })
        }
        None => Err(CommandError {
            exit: crate::exit_codes::Exit::Login,
            message: "the org gave no refresh token, so the login would end with this command".to_owned(),
            hint: Some("add the scope `refresh_token` (offline access) to the app's OAuth settings".to_owned()),
        }),
    }
}
