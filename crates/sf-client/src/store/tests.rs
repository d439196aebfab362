use super::*;

fn name(what: &str) -> SecretName {
    SecretName::new("sandbox", what).unwrap()
}

fn secret() -> Secret {
    Secret::new("canary-token")
}

#[test]
fn names_stay_names() {
    assert_eq!(name("refresh-token").as_str(), "sandbox/refresh-token");
    for (target, what) in [("", "x"), ("a", ""), ("../a", "x"), ("a", "b/c"), ("a b", "c"), ("ä", "b")] {
        assert_eq!(SecretName::new(target, what), None, "{target} {what}");
    }
}

#[test]
fn variables_are_named_after_target_and_secret() {
    assert_eq!(EnvironmentStore::variable(&name("client-secret")), "SF_SANDBOX_CLIENT_SECRET");
    let store = EnvironmentStore::reading(|variable| match variable {
        "SF_SANDBOX_CLIENT_SECRET" => Some("canary-token".into()),
        "SF_SANDBOX_EMPTY" => Some("\n".into()),
        "SF_SANDBOX_LINE" => Some("canary-token\r\n".into()),
        "SF_SANDBOX_QUOTED" => Some("\u{feff}\"canary-token\"\n".into()),
        _ => None,
    });
    assert_eq!(store.get(&name("client-secret")), Ok(Some(secret())));
    assert_eq!(store.get(&name("line")), Ok(Some(secret())));
    assert_eq!(store.get(&name("quoted")), Ok(Some(secret())));
    assert_eq!(store.get(&name("empty")), Ok(None));
    assert_eq!(store.get(&name("other")), Ok(None));
    assert!(matches!(store.put(&name("other"), &secret()), Err(StoreError::ReadOnly(_))));
}

#[test]
fn a_file_keeps_secrets_unreadable_and_private() {
    let directory = tempfile::tempdir().unwrap();
    let store = FileStore::new(directory.path().join("deep/er"));
    assert_eq!(store.get(&name("token")), Ok(None));
    store.put(&name("token"), &Secret::new("older")).unwrap();
    store.put(&name("token"), &secret()).unwrap();
    store.put(&name("key"), &Secret::new("a\nb\u{1F511}")).unwrap();
    let again = FileStore::new(directory.path().join("deep/er"));
    assert_eq!(again.get(&name("token")), Ok(Some(secret())));
    assert_eq!(again.get(&name("key")), Ok(Some(Secret::new("a\nb\u{1F511}"))));
    for entry in std::fs::read_dir(directory.path().join("deep/er")).unwrap() {
        let path = entry.unwrap().path();
        assert!(!String::from_utf8_lossy(&std::fs::read(&path).unwrap()).contains("canary"));
        let known = ["secrets.json", "secrets.key", "secrets.lock"].iter().any(|name| path.ends_with(name));
        assert!(known, "{}", path.display());
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions()) & 0o777, 0o600);
    }
    again.remove(&name("token")).unwrap();
    again.remove(&name("token")).unwrap();
    assert_eq!(store.get(&name("token")), Ok(None));
}

#[test]
fn a_changed_file_is_noticed() {
    let directory = tempfile::tempdir().unwrap();
    let store = FileStore::new(directory.path());
    store.put(&name("a"), &secret()).unwrap();
    store.put(&name("b"), &Secret::new("other")).unwrap();
    let file = directory.path().join("secrets.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let swapped = text.replace("sandbox/a", "sandbox/x").replace("sandbox/b", "sandbox/a");
    for broken in [swapped.as_str(), "{", "{\"sandbox/a\": \"AAAA\"}", "{\"sandbox/a\": \"%\"}"] {
        std::fs::write(&file, broken).unwrap();
        assert!(matches!(store.get(&name("a")), Err(StoreError::Sealed { .. })), "{broken}");
    }
    std::fs::write(&file, &text).unwrap();
    std::fs::remove_file(directory.path().join("secrets.key")).unwrap();
    assert!(matches!(store.get(&name("a")), Err(StoreError::Sealed { .. })));
}

#[test]
fn writers_at_the_same_time_lose_nothing() {
    let directory = tempfile::tempdir().unwrap();
    // Not even the key is there yet.
    let store = FileStore::new(directory.path().join("new"));
    let names: Vec<SecretName> = (0..12).map(|n| name(&format!("token-{n}"))).collect();
    std::thread::scope(|scope| {
        for name in &names {
            scope.spawn(|| store.put(name, &Secret::new(name.as_str())).unwrap());
        }
    });
    for name in &names {
        assert_eq!(store.get(name), Ok(Some(Secret::new(name.as_str()))), "{name}");
    }
    std::thread::scope(|scope| {
        for name in &names[1..] {
            scope.spawn(|| store.remove(name).unwrap());
        }
    });
    let left: Vec<bool> = names.iter().map(|name| store.get(name).unwrap().is_some()).collect();
    assert_eq!(left.iter().filter(|left| **left).count(), 1, "{left:?}");
}

#[test]
fn one_process_at_a_time_holds_a_secret() {
    let directory = tempfile::tempdir().unwrap();
    let (one, two) = (FileStore::new(directory.path()), FileStore::new(directory.path()));
    let held = one.try_hold(&name("login")).unwrap();
    assert!(held.is_some() && two.try_hold(&name("login")).unwrap().is_none());
    assert!(two.try_hold(&name("other")).unwrap().is_some(), "only this one is held");
    two.put(&name("login"), &secret()).unwrap();
    drop(held);
    assert!(two.try_hold(&name("login")).unwrap().is_some());
}
