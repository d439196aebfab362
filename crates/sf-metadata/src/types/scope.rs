//! OAuth scopes by the names metadata uses.

use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, str::FromStr};

macro_rules! scopes {
    ($($name:ident),*) => {
        /// `ConnectedAppOauthAccessScope` of the WSDL (66.0). The platform refuses the names of the OAuth protocol (`api`,
        /// `mcp_api`) in metadata.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[allow(missing_docs, reason = "the names are those of the WSDL")]
        pub enum OauthScope { $($name),* }

        impl OauthScope {
            /// Every scope, in the order of the WSDL.
            pub const ALL: &[Self] = &[$(Self::$name),*];
        }
    };
}

scopes! {
    Basic, Api, Web, Full, Chatter, CustomApplications, RefreshToken, OpenID, Profile, Email, Address,
    Phone, OfflineAccess, CustomPermissions, Wave, Eclair, Pardot, Lightning, Content, CDPIngest,
    CDPProfile, CDPQuery, Chatbot, CDPSegment, CDPIdentityResolution, CDPCalculatedInsight,
    ForgotPassword, UserRegistration, SFAP, Interaction, CDP, EinsteinGPT, PwdlessLogin, MCP, SCRT
}

impl FromStr for OauthScope {
    type Err = String;

    /// Reads the name that metadata uses.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = |scope: &&Self| scope.connected_app_name() == name || scope.external_client_app_name() == name;
        Self::ALL
            .iter()
            .find(known)
            .copied()
            .ok_or_else(|| format!("`{name}` is not an OAuth scope of the metadata API"))
    }
}

impl TryFrom<String> for OauthScope {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

impl From<OauthScope> for String {
    fn from(scope: OauthScope) -> Self {
        scope.connected_app_name()
    }
}

impl OauthScope {
    /// The name in `ConnectedApp` files.
    pub fn connected_app_name(self) -> String {
        format!("{self:?}")
    }

    /// The name in the comma-separated list of an external client app. It differs for the platform API scope only.
    pub fn external_client_app_name(self) -> String {
        if self == Self::SFAP { "SFApiPlatform".to_owned() } else { self.connected_app_name() }
    }

    /// The name a client sends in an OAuth request, for the scopes whose protocol name is documented and used here.
    pub fn protocol_name(self) -> Option<&'static str> {
        Some(match self {
            Self::Basic => "id",
            Self::Api => "api",
            Self::Web => "web",
            Self::Full => "full",
            Self::RefreshToken => "refresh_token",
            Self::OfflineAccess => "offline_access",
            Self::OpenID => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::Address => "address",
            Self::Phone => "phone",
            Self::CustomPermissions => "custom_permissions",
            Self::SFAP => "sfap_api",
            Self::MCP => "mcp_api",
            _ => return None,
        })
    }

    /// The value of `commaSeparatedOauthScopes`: sorted, each scope once.
    pub fn comma_separated(scopes: impl IntoIterator<Item = Self>) -> String {
        let sorted: BTreeSet<Self> = scopes.into_iter().collect();
        sorted.into_iter().map(Self::external_client_app_name).collect::<Vec<_>>().join(", ")
    }
}
