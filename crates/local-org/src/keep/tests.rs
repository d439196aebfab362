use super::*;
use crate::oauth::Refresh;
use crate::org::START;
use crate::{demo, metadata};
use serde_json::{Value, json};
use sf_schema::Schema;
use sf_wire::deploy::DeployStatus;
use std::sync::{Arc, Mutex};

const NOW: i64 = 1_795_219_200_000;

/// A directory that is removed again.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("local-org-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("org.json")
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The deployments of an org that saw none.
fn none_over() -> Service {
    Service::new(Arc::new(Mutex::new(Org::new(Schema::standard()))), Arc::new(|| NOW))
}

fn open(path: &Path) -> (KeptFile, Option<Org>) {
    KeptFile::open(path).unwrap()
}

fn refused(path: &Path) -> String {
    KeptFile::open(path).unwrap_err().to_string()
}

#[test]
fn an_org_with_everything_reads_back() {
    let directory = Directory::new("whole");
    let (kept, none) = open(&directory.file());
    assert!(none.is_none());
    let mut org = Org::new(Schema::standard());
    crate::setup::complete(&mut org);
    demo::seed(&mut org, NOW).unwrap();
    let class =
        [("Greeter", "public class Greeter {\n    public static String hello() {\n        return 'Zoë';\n    }\n}\n")];
    let version = metadata::PackageVersion { id: "04t000000000001AAA", classes: &class };
    metadata::install(&mut org, version, NOW).unwrap();
    crate::setup::show_permissions(&mut org);
    let (client, user, scopes) = ("key".to_owned(), org.administrator.to_string(), vec!["api".to_owned()]);
    org.logins_mut().approve(&user, &client);
    org.logins_mut().keep("canary-token", Refresh { client, user, scopes, since: NOW, expires: None });
    let org = Mutex::new(org);
    kept.save(|| org.lock().unwrap(), &none_over()).unwrap();
    drop(kept);
    let (_, again) = open(&directory.file());
    let (mut org, mut again) = (org.into_inner().unwrap(), again.unwrap());
    assert_eq!(again.components, org.components);
    assert_eq!(again.store.tables(), org.store.tables());
    assert_eq!(again.grants, org.grants);
    assert_eq!(again.logins, org.logins);
    assert!(again.logins.refresh("canary-token", NOW).is_some());
    assert!(!fs::read_to_string(directory.file()).unwrap().contains("canary-token"), "only its digest is kept");
    assert_eq!((&again.id, &again.administrator, &again.private), (&org.id, &org.administrator, &org.private));
    assert!(again.program.class("Greeter").is_some(), "its classes run");
    assert_eq!(again.store.new_id("001"), org.store.new_id("001"), "no Id is given out twice");
    assert!(again.rights(&again.administrator.clone(), START).grants.all);
}

#[test]
fn deployments_that_are_over_are_listed_again() {
    let directory = Directory::new("deployments");
    let (kept, _) = open(&directory.file());
    let org = Mutex::new(Org::new(Schema::standard()));
    let deployments = none_over();
    let save = || kept.save(|| org.lock().unwrap(), &deployments).unwrap();
    save();
    let job = |id: &str, check_only: bool| {
        let options = json!({"checkOnly": check_only, "testLevel": "RunLocalTests", "singlePackage": true});
        let options = serde_json::from_value(options).unwrap();
        let mut job =
            Job::new(id.into(), "005000000000001AAA".into(), "Zoë".into(), options, b"zip".as_slice().into(), NOW);
        job.tests_done = 3;
        job
    };
    let mut over = [job("0Af000000000001AAA", false), job("0Af000000000002AAA", true)];
    for job in &mut over {
        job.end(DeployStatus::Succeeded, NOW);
    }
    deployments.list([over.to_vec(), vec![job("0Af000000000003AAA", false)]].concat());
    save();
    drop(kept);
    let (kept, org) = open(&directory.file());
    let again = none_over();
    again.list(kept.take_over());
    let told = |service: &Service| service.over().iter().map(|job| job.result(true)).collect::<Vec<_>>();
    assert_eq!(told(&again), over.iter().map(|job| job.result(true)).collect::<Vec<_>>());
    assert!(again.over()[1].is_usable_validation(NOW), "what was validated can still be deployed");
    assert!(org.is_some() && kept.take_over().is_empty());
}

#[test]
fn only_what_changed_is_written_and_only_its_owner_reads_it() {
    let directory = Directory::new("changes");
    let (kept, _) = open(&directory.file());
    let org = Mutex::new(Org::new(Schema::standard()));
    kept.save(|| org.lock().unwrap(), &none_over()).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(directory.file()).unwrap().permissions().mode() & 0o777, 0o600);
    }
    fs::remove_file(directory.file()).unwrap();
    kept.save(|| org.lock().unwrap(), &none_over()).unwrap();
    assert!(!directory.file().exists(), "nothing changed");
    let user = org.lock().unwrap().administrator.clone();
    let mut row = org.lock().unwrap().store.get("User", &user).unwrap().clone();
    row.insert("LastName".into(), apex_eval::Datum::Str("Changed".into()));
    org.lock().unwrap().store.put(&"User".into(), &user, row);
    // What a killed process left behind is in nobody's way.
    fs::write(directory.0.join("org.json.new"), "half").unwrap();
    kept.save(|| org.lock().unwrap(), &none_over()).unwrap();
    assert!(fs::read_to_string(directory.file()).unwrap().contains("Changed"));
    assert!(!directory.0.join("org.json.new").exists());
}

#[test]
fn a_file_is_one_process_alone() {
    let directory = Directory::new("lock");
    let (kept, _) = open(&directory.file());
    assert!(refused(&directory.file()).contains("another local org keeps its data in"));
    drop(kept);
    open(&directory.file());
}

#[test]
fn other_files_are_refused_with_the_reason() {
    let directory = Directory::new("refused");
    let file = directory.file();
    fs::write(&file, "SQLite format 3").unwrap();
    assert!(refused(&file).contains("it is no file of a local org"));
    fs::write(&file, json!({"localOrg": 99, "note": ""}).to_string()).unwrap();
    let told = refused(&file);
    assert!(told.contains("its format is 99, this version reads 1"), "{told}");
    assert!(told.contains("name another file"), "{told}");
    let org = Org::new(Schema::standard());
    let whole: Value = serde_json::from_slice(&state::write(&org, Vec::new()).unwrap()).unwrap();
    fs::write(&file, "{\"localOrg\":1,\"note\":\"\"}").unwrap();
    assert!(refused(&file).contains("it is damaged"));
    let mut broken = whole.clone();
    broken["components"] = json!([{"kind": "ApexClass", "name": "A", "id": "", "created_by": "", "created": 0,
        "modified_by": "", "modified": 0, "package": null, "files": {"classes/A.cls": "public class A { Nope n; }"}}]);
    fs::write(&file, broken.to_string()).unwrap();
    assert!(refused(&file).contains("classes/A.cls line 1 no longer compiles: Invalid type: Nope"));
    let rule = "<ValidationRule><fullName>R</fullName><active>true</active><errorConditionFormula>Nothing__c = 1\
                </errorConditionFormula><errorMessage>No.</errorMessage></ValidationRule>";
    broken["components"][0]["kind"] = json!("ValidationRule");
    broken["components"][0]["name"] = json!("Account.R");
    broken["components"][0]["files"] = json!({"objects/Account/validationRules/R.validationRule-meta.xml": rule});
    fs::write(&file, broken.to_string()).unwrap();
    let told = refused(&file);
    assert!(told.contains("is no longer accepted: Field Nothing__c does not exist. Check spelling."), "{told}");
    let mut broken = whole;
    broken["records"]["User"][0][1]["LastName"] = json!({"decimal": "x"});
    fs::write(&file, broken.to_string()).unwrap();
    assert!(refused(&file).contains("it is damaged: LastName of User"));
    let directory = directory.0.join("missing/org.json");
    assert!(refused(&directory).contains("see that its directory exists"));
}
