//! `login keygen`: a private key and the certificate that the app must know.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use sf_client::login::KeyPair;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Years for which a certificate is valid; Salesforce sets no limit, and a key should not live for ever.
pub(super) const YEARS: i16 = 2;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files to write: NAME.key and NAME.crt. Existing files are never overwritten.
    #[arg(long, value_name = "NAME", default_value = "deploy")]
    out: PathBuf,
    /// Name in the certificate, for people who look at the app's settings.
    #[arg(long, value_name = "TEXT", default_value = "salesforce-mcp-toolchain deploy")]
    name: String,
    /// Last year in which the certificate is valid. Default: the year after next.
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i16).range(2026..=2099))]
    until: Option<i16>,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let (key, certificate) = (with_ending(&self.out, "key"), with_ending(&self.out, "crt"));
        let until = self.until.unwrap_or_else(|| this_year().saturating_add(YEARS));
        let pair = KeyPair::generate(&self.name, i32::from(until))
            .map_err(|error| CommandError::internal(error.to_string()))?;
        create(&key, pair.private_key.expose(), true)?;
        if let Err(error) = create(&certificate, &pair.certificate, false) {
            // Half a pair is of no use, and would stand in the way of the next run.
            let _ = std::fs::remove_file(&key);
            return Err(error);
        }
        printer.data(&format!("{}\n{}\n", key.display(), certificate.display()));
        printer.success(&format!("made a key and its certificate, valid until the end of {until}"));
        let (key, certificate) = (key.display(), certificate.display());
        printer
            .note(&format!("1. Upload {certificate} to the OAuth app that deploys (\"Use digital signatures\" in its"));
        printer.note("   OAuth settings), and pre-authorise the deploy user by a permission set of the app.");
        printer.note(&format!("2. cargo xtask login --target NAME --flow jwtBearer --client-id KEY --secret-file {key} --certificate {certificate}"));
        printer.note(&format!(
            "3. In CI, put the content of {key} into the secret SF_<TARGET>_PRIVATE_KEY; then delete the file."
        ));
        printer.note("Never commit the key.");
        Ok(Exit::Ok)
    }
}

/// `path` with a further ending; dots in its name stay.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

pub(super) fn this_year() -> i16 {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs());
    // The mean year of the Gregorian calendar; a day more or less does not matter for a default.
    i16::try_from(1970 + seconds / 31_556_952).unwrap_or(i16::MAX)
}

fn create(path: &Path, text: &str, private: bool) -> Result<(), CommandError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let _ = private;
    options.open(path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => CommandError::usage(
            format!("`{}` exists already and stays as it is", path.display()),
            "choose another name with `--out`, or remove the file",
        ),
        _ => CommandError::internal(format!("`{}` cannot be written: {error}", path.display())),
    })
}
