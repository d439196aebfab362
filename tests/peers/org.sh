# Read by other scripts here: a local org with an app that lets in whoever has the key of this run, as a pipeline or a person
# with the flow jwtBearer. Needs curl, and $xtask.

# metadata FOLDER FILE ROOT BODY: a file of the project in this directory.
metadata() {
    mkdir -p "force-app/main/default/$1"
    printf '<?xml version="1.0" encoding="UTF-8"?>\n<%s xmlns="http://soap.sforce.com/2006/04/metadata">%s</%s>\n' \
        "$3" "$4" "$3" >"force-app/main/default/$1/$2-meta.xml"
}
# org_with_app DIRECTORY: starts the org, whose project is DIRECTORY, and deploys the app. `org stop` there ends it. Sets url;
# token, the administrator's; key, the consumer key. DIRECTORY/deploy.key is the private key.
org_with_app() {
    local app='<externalClientApplication>Deploy</externalClientApplication>' id
    mkdir -p "$1" && pushd "$1" >/dev/null || return 1
    echo '{"packageDirectories":[{"path":"force-app"}],"sourceApiVersion":"66.0"}' >sfdx-project.json
    "$xtask" login keygen --out deploy >/dev/null 2>&1 || return 1
    metadata externalClientApps Deploy.eca ExternalClientApplication \
        '<contactEmail>a@example.com</contactEmail><distributionState>Local</distributionState><isProtected>false</isProtected><label>Deploy</label>'
    metadata extlClntAppOauthSettings Deploy.ecaOauth ExtlClntAppOauthSettings \
        "<commaSeparatedOauthScopes>Api</commaSeparatedOauthScopes>$app<label>Deploy</label>"
    metadata extlClntAppGlobalOauthSets Deploy.ecaGlblOauth ExtlClntAppGlobalOauthSettings \
        "<callbackUrl>http://localhost:1717/OauthRedirect</callbackUrl><certificate>$(cat deploy.crt)</certificate>$app<isPkceRequired>true</isPkceRequired><label>Deploy</label>"
    metadata extlClntAppOauthPolicies Deploy_defaultPolicy.ecaOauthPlcy ExtlClntAppOauthConfigurablePolicies \
        "<commaSeparatedProfile>System Administrator</commaSeparatedProfile>$app<ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType><label>Deploy</label><permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType><refreshTokenPolicyType>Zero</refreshTokenPolicyType><requiredSessionLevel>STANDARD</requiredSessionLevel>"
    "$xtask" org start >/dev/null 2>&1 || return 1
    url=$(field url <.mcp-toolchain/local-org.json) token=$(field token <.mcp-toolchain/local-org.json)
    "$xtask" deploy --target local --test-level NoTestRun >said 2>&1 || { cat said >&2; return 1; }
    popd >/dev/null || return 1
    id=credentials/$(of_apps usage identifier)
    key=$(of_apps "$id/$(of_apps "$id" id)?part=key" key)
    [ -n "$key" ] || { echo "the org tells no consumer key" >&2; return 1; }
}
# of_apps PATH FIELD: what the org says about its apps.
of_apps() {
    curl --silent --fail --header "Authorization: Bearer $token" "$url/services/data/v66.0/apps/oauth/$1" | field "$2"
}
# field NAME: the first text with this name in JSON.
field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" | head -1; }
