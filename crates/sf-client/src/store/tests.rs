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
        "SF_SANDBOX_EMPTY" => Some("".into()),
        _ => None,
    });
    assert_eq!(store.get(&name("client-secret")), Ok(Some(secret())));
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
        assert!(path.ends_with("secrets.json") || path.ends_with("secrets.key"), "{}", path.display());
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
