class Auth.AuthConfiguration
  new(String,String)
  new(Id,String)
  Boolean getAllowInternalUserLoginEnabled()
  SObject.AuthConfig getAuthConfig()
  List<SObject.AuthConfigProviders> getAuthConfigProviders()
  List<SObject.AuthProvider> getAuthProviders()
  String getBackgroundColor()
  Boolean getCertificateLoginEnabled(String)
  String getDefaultProfileForRegistration()
  String getFooterText()
  String getForgotPasswordUrl()
  Boolean getHeadlessForgotPasswordEnabled()
  Boolean getHeadlessPasswordlessLoginEnabled()
  Boolean getHeadlessRegistrationEnabled()
  String getLogoUrl()
  String getLoginRightFrameUrl()
  List<SObject.SamlSsoConfig> getSamlProviders()
  Boolean getSelfRegistrationEnabled()
  String getSelfRegistrationUrl()
  String getStartUrl()
  Boolean getUsernamePasswordEnabled()
  Boolean isCommunityUsingSiteAsContainer()
  static String getAuthProviderSsoDomainUrl(String,String,String)
  static String getAuthProviderSsoUrl(String,String,String)
  static String getCertificateLoginUrl(String,String)
  static String getSamlSsoUrl(String,String,String)
class Auth.AuthProviderCallbackState
  String body
  Map<String,String> headers
  Map<String,String> queryParameters
  new(Map<String,String>,String,Map<String,String>)
interface Auth.AuthProviderPlugin
  String getCustomMetadataType()
  Auth.UserData getUserInfo(Map<String,String>,Auth.AuthProviderTokenResponse)
  Auth.AuthProviderTokenResponse handleCallback(Map<String,String>,Auth.AuthProviderCallbackState)
  PageReference initiate(Map<String,String>,String)
class Auth.AuthProviderPluginClass
  new()
  String getCustomMetadataType()
  Auth.UserData getUserInfo(Map<String,String>,Auth.AuthProviderTokenResponse)
  Auth.AuthProviderTokenResponse handleCallback(Map<String,String>,Auth.AuthProviderCallbackState)
  PageReference initiate(Map<String,String>,String)
  Auth.OAuthRefreshResult refresh(Map<String,String>,String)
class Auth.AuthProviderPluginException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class Auth.AuthProviderTokenResponse
  String oauthSecretOrRefreshToken
  String oauthToken
  String provider
  String state
  String idToken
  new(String,String,String,String)
  new(String,String,String,String,String)
class Auth.AuthToken
  new()
  static String getAccessToken(String,String)
  static Map<String,String> getAccessTokenMap(String,String)
  static Map<String,String> refreshAccessToken(String,String,String)
  static Boolean revokeAccess(String,String,String,String)
class Auth.CommunitiesUtil
  new()
  static String getLogoutUrl()
  static String getUserDisplayName()
  static Boolean isGuestUser()
  static Boolean isInternalUser()
interface Auth.ConfigurableSelfRegHandler
  Id createUser(Id,Id,Map<Schema.SObjectField,String>,String)
class Auth.ConnectedAppPlugin
  new()
  Boolean authorize(Id,Id,Boolean,Auth.InvocationContext)
  Map<String,String> customAttributes(Id,Id,Map<String,String>)
  Map<String,String> customAttributes(Id,Id,Map<String,String>,Auth.InvocationContext)
  dom.XmlNode modifySAMLResponse(Map<String,String>,Id,dom.XmlNode)
  void refresh(Id,Id,Auth.InvocationContext)
class Auth.ConnectedAppPluginException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
interface Auth.CustomOneTimePasswordDeliveryHandler
  Auth.CustomOneTimePasswordDeliveryResult sendOneTimePassword(Id,String,String,String,Id,String)
enum Auth.CustomOneTimePasswordDeliveryResult
  COUNTRY_BLOCK
  EXCEPTION
  INVALID_PHONE_NUMBER
  MESSAGE_LIMIT_EXCEEDED
  PROVIDER_ERROR
  SUCCESS
class Auth.DiscoveryCustomErrorException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class Auth.ExternalClientAppOauthHandler
  new()
  Boolean authorize(Id,Id,Boolean,Auth.InvocationContext)
  Map<String,String> customAttributes(Id,Id,Map<String,String>,Auth.InvocationContext)
  void refresh(Id,Id,Auth.InvocationContext)
class Auth.GeneratedUserData
  String alias
  String email
  String emailEncodingKey
  String firstName
  String languageLocaleKey
  String lastName
  String localesIdKey
  String timeZoneSidKey
  String username
  new(String,String,String,String,String,String,String,String,String)
interface Auth.HeadlessSelfRegistrationHandler
  SObject.User createUser(Id,Auth.UserData,String,String,String)
interface Auth.HeadlessUserDiscoveryHandler
  Auth.HeadlessUserDiscoveryResponse discoverUserFromLoginHint(Id,String,Auth.VerificationAction,String,Map<String,String>)
class Auth.HeadlessUserDiscoveryResponse
  String customErrorMessage
  Set<Id> userIds
  new(Set<Id>,String)
class Auth.HttpCalloutMockUtil
  new()
  static void setHttpMock(HttpCalloutMock)
enum Auth.IntegratingAppType
  CA
  ECA
enum Auth.InvocationContext
  ASSET_TOKEN
  OAUTH1
  OAUTH2_JWT_BEARER_TOKEN
  OAUTH2_SAML_ASSERTION
  OAUTH2_SAML_BEARER_ASSERTION
  OAUTH2_USERNAME_PASSWORD
  OAUTH2_USER_AGENT_ID_TOKEN
  OAUTH2_USER_AGENT_TOKEN
  OAUTH2_WEB_SERVER
  OPENIDCONNECT
  REFRESH_TOKEN
  SAML_ASSERTION
  UNKNOWN
  USERID_ENDPOINT
class Auth.JWS
  new(Auth.JWT,String)
  new(String,String)
  Object clone()
  String getCompactSerialization()
class Auth.JWT
  new()
  Object clone()
  Map<String,Object> getAdditionalClaims()
  String getAud()
  String getIss()
  Integer getNbfClockSkew()
  String getSub()
  Integer getValidityLength()
  void setAdditionalClaims(Map<String,Object>)
  void setAud(String)
  void setIss(String)
  void setNbfClockSkew(Integer)
  void setSub(String)
  void setValidityLength(Integer)
  String toJSONString()
class Auth.JWTBearerTokenExchange.JWTBearerTokenExchangeException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class Auth.JWTBearerTokenExchange
  new(String,Auth.JWS)
  Object clone()
  String getAccessToken()
  String getGrantType()
  HttpResponse getHttpResponse()
  Auth.JWS getJWS()
  String getTokenEndpoint()
  void setGrantType(String)
  void setJWS(Auth.JWS)
  void setTokenEndpoint(String)
class Auth.JWTUtil
  new()
  static Auth.JWT parseJWTFromStringWithoutValidation(String)
  static Auth.JWT validateJWTWithCert(String,String)
  static Auth.JWT validateJWTWithKey(String,String)
  static Auth.JWT validateJWTWithKeysEndpoint(String,String,Boolean)
class Auth.JWTValidationException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class Auth.JsonValueOutput
  Boolean booleanValue
  Double doubleValue
  Integer integerValue
  String jsonArrayValue
  String jsonStringValue
  String stringValue
  new(String,Boolean,Integer,Double,String,String)
enum Auth.LightningLoginEligibility
  ELIGIBLE
  ORG_AUTHENTICATOR_NOT_ENABLED
  ORG_PREF_NOT_ENABLED
  USER_AUTHENTICATOR_NOT_CONNECTED
  USER_NOT_ALLOWED
  USER_NOT_ENROLLED
  USER_PERM_NOT_ENABLED
class Auth.LoginDiscoveryException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
interface Auth.LoginDiscoveryHandler
  PageReference login(String,String,Map<String,String>)
enum Auth.LoginDiscoveryMethod
  LIGHTNING_LOGIN
  PASSWORD
interface Auth.MyDomainLoginDiscoveryHandler
  PageReference login(String,String,Map<String,String>)
enum Auth.OAuth2TokenExchangeType
  ACCESS_TOKEN
  ID_TOKEN
  JWT
  REFRESH_TOKEN
  SAML_2
class Auth.OAuthRefreshResult
  String accessToken
  String error
  String refreshToken
  new(String,String,String)
  new(String,String)
class Auth.Oauth2TokenExchangeHandler
  SObject.User getUserForTokenSubject(Id,Auth.TokenValidationResult,Boolean,String,Auth.IntegratingAppType)
  Auth.TokenValidationResult validateIncomingToken(String,Auth.IntegratingAppType,String,Auth.OAuth2TokenExchangeType)
  new()
class Auth.OauthToken
  new()
  static Boolean revokeToken(Auth.OauthTokenType,String)
enum Auth.OauthTokenType
  ACCESS_TOKEN
  DELETE_TOKEN
  REFRESH_TOKEN
  ORG_JWT
class Auth.RegistrationHandler
  new()
  SObject.User createUser(Id,Auth.UserData)
  void updateUser(Id,Id,Auth.UserData)
interface Auth.SamlJitHandler
  SObject.User createUser(Id,Id,Id,String,Map<String,String>,String)
  void updateUser(Id,Id,Id,Id,String,Map<String,String>,String)
enum Auth.SessionLevel
  LOW
  STANDARD
  HIGH_ASSURANCE
class Auth.SessionManagement
  new()
  static PageReference finishLoginDiscovery(Auth.LoginDiscoveryMethod,Id)
  static PageReference finishLoginFlow()
  static PageReference finishLoginFlow(String)
  static String generateVerificationUrl(Auth.VerificationPolicy,String,String)
  static Map<String,String> getCurrentSession()
  static Auth.LightningLoginEligibility getLightningLoginEligibility(Id)
  static Map<String,String> getQrCode()
  static Auth.SessionLevel getRequiredSessionLevelForProfile(String)
  static Map<String,String> ignoreForConcurrentSessionLimit(Object)
  static Boolean inOrgNetworkRange(String)
  static Boolean isIpAllowedForProfile(String,String)
  static void setSessionLevel(Auth.SessionLevel)
  static Boolean validateTotpTokenForKey(String,String)
  static Boolean validateTotpTokenForKey(String,String,String)
  static Boolean validateTotpTokenForUser(String)
  static Boolean validateTotpTokenForUser(String,String)
  static PageReference verifyDeviceFlow(String,String)
class Auth.TokenValidationResult
  String customErrorMsg
  Object data
  Boolean isValid
  String token
  Auth.OAuth2TokenExchangeType tokenType
  Auth.UserData userData
  String getCustomErrorMessage()
  Object getData()
  String getToken()
  Auth.OAuth2TokenExchangeType getTokenType()
  Auth.UserData getUserData()
  Boolean isValid()
  new()
  new(Boolean,Object,Auth.UserData,String,Auth.OAuth2TokenExchangeType,String)
  new(Boolean)
class Auth.UserData
  String identifier
  String firstName
  String lastName
  String fullName
  String email
  String link
  String username
  String locale
  String provider
  String siteLoginUrl
  Map<String,String> attributeMap
  String idToken
  String userInfoJSONString
  String idTokenJSONString
  new(String,String,String,String,String,String,String,String,String,String,Map<String,String>)
  new(String,String,String,String,String,String,String,String,String,String,Map<String,String>,String,String)
enum Auth.VerificationAction
  EMAIL
  SMS
class Auth.VerificationException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
enum Auth.VerificationMethod
  EMAIL
  PASSWORD
  SALESFORCE_AUTHENTICATOR
  SMS
  TOTP
  U2F
enum Auth.VerificationPolicy
  HIGH_ASSURANCE
class Auth.VerificationResult
  String message
  PageReference redirect
  Boolean success
  new(PageReference,Boolean,String)
