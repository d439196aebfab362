class Metadata.AnalyticsCloudComponentLayoutItem
  String assetType
  String devName
  String error
  String filter
  Integer height
  Boolean hideOnError
  Boolean showHeader
  Boolean showSharing
  Boolean showTitle
  Integer width
  new()
class Metadata.ConsoleComponent
  Integer height
  String location
  String visualforcePage
  Integer width
  new()
class Metadata.Container
  Integer height
  Boolean isContainerAutoSizeEnabled
  String region
  List<Metadata.SidebarComponent> sidebarComponents
  String style
  String unit
  Integer width
  new()
class Metadata.CustomConsoleComponents
  Metadata.PrimaryTabComponents primaryTabComponents
  Metadata.SubtabComponents subtabComponents
  new()
class Metadata.CustomMetadata extends Metadata.Metadata
  String description
  String label
  Boolean protected_x
  List<Metadata.CustomMetadataValue> values
  new()
class Metadata.CustomMetadataValue
  String field
  Object value
  new()
interface Metadata.DeployCallback
  void handleResult(Metadata.DeployResult,Metadata.DeployCallbackContext)
class Metadata.DeployCallbackContext
  new()
  Id getCallbackJobId()
class Metadata.DeployContainer
  new()
  void addMetadata(Metadata.Metadata)
  List<Metadata.Metadata> getMetadata()
  Boolean removeMetadata(Metadata.Metadata)
  Boolean removeMetadataByFullName(String)
class Metadata.DeployDetails
  List<Metadata.DeployMessage> componentFailures
  List<Metadata.DeployMessage> componentSuccesses
  new()
class Metadata.DeployMessage
  Boolean changed
  Integer columnNumber
  String componentType
  Boolean created
  Datetime createdDate
  Boolean deleted
  String fileName
  String fullName
  Id id
  Integer lineNumber
  String problem
  Metadata.DeployProblemType problemType
  Boolean success
  new()
enum Metadata.DeployProblemType
  Error
  Info
  Warning
class Metadata.DeployResult
  String canceledBy
  String canceledByName
  Boolean checkOnly
  Datetime completedDate
  String createdBy
  String createdByName
  Datetime createdDate
  Metadata.DeployDetails details
  Boolean done
  String errorMessage
  Metadata.StatusCode errorStatusCode
  Id id
  Boolean ignoreWarnings
  Datetime lastModifiedDate
  List<Metadata.DeployMessage> messages
  Integer numberComponentErrors
  Integer numberComponentsDeployed
  Integer numberComponentsTotal
  Boolean rollbackOnError
  Datetime startDate
  String stateDetail
  Metadata.DeployStatus status
  Boolean success
  new()
enum Metadata.DeployStatus
  Canceled
  Canceling
  Failed
  InProgress
  Pending
  Succeeded
  SucceededPartial
enum Metadata.FeedItemTypeEnum
  ActivityEvent
  AdvancedTextPost
  AnnouncementPost
  ApprovalPost
  AttachArticleEvent
  AttachExternalDocumentEvent
  BasicTemplateFeedItem
  CallLogPost
  CanvasPost
  CaseCommentPost
  ChangeStatusPost
  ChatTranscriptPost
  CollaborationGroupCreated
  CollaborationGroupUnarchived
  ContentPost
  CreateRecordEvent
  DashboardComponentAlert
  DashboardComponentSnapshot
  EmailMessageEvent
  FacebookPost
  LinkPost
  MilestoneEvent
  PollPost
  ProfileSkillPost
  QuestionPost
  ReplyPost
  RypplePost
  SocialPost
  TestItem
  TextPost
  TrackedChange
  Undefined
  UserStatus
class Metadata.FeedLayout
  Boolean autocollapsePublisher
  Boolean compactFeed
  Metadata.FeedLayoutFilterPosition feedFilterPosition
  List<Metadata.FeedLayoutFilter> feedFilters
  Boolean fullWidthFeed
  Boolean hideSidebar
  Boolean highlightExternalFeedItems
  List<Metadata.FeedLayoutComponent> leftComponents
  List<Metadata.FeedLayoutComponent> rightComponents
  Boolean useInlineFiltersInConsole
  new()
class Metadata.FeedLayoutComponent
  Metadata.FeedLayoutComponentType componentType
  Integer height
  String page_x
  new()
enum Metadata.FeedLayoutComponentType
  CaseExperts
  CaseUnifiedFiles
  CustomButtons
  CustomLinks
  Followers
  Following
  HelpAndToolLinks
  Milestones
  SimilarCases
  Topics
  Visualforce
class Metadata.FeedLayoutFilter
  String feedFilterName
  Metadata.FeedLayoutFilterType feedFilterType
  Metadata.FeedItemTypeEnum feedItemType
  new()
enum Metadata.FeedLayoutFilterPosition
  CenterDropDown
  LeftFixed
  LeftFloat
enum Metadata.FeedLayoutFilterType
  AllUpdates
  Custom
  FeedItemType
class Metadata.Layout extends Metadata.Metadata
  List<String> customButtons
  Metadata.CustomConsoleComponents customConsoleComponents
  Boolean emailDefault
  List<String> excludeButtons
  Metadata.FeedLayout feedLayout
  List<Metadata.LayoutHeader> headers
  List<Metadata.LayoutSection> layoutSections
  Metadata.MiniLayout miniLayout
  List<String> multilineLayoutFields
  Metadata.PlatformActionList platformActionList
  Metadata.QuickActionList quickActionList
  Metadata.RelatedContent relatedContent
  List<Metadata.RelatedListItem> relatedLists
  List<String> relatedObjects
  Boolean runAssignmentRulesDefault
  Boolean showEmailCheckbox
  Boolean showHighlightsPanel
  Boolean showInteractionLogPanel
  Boolean showKnowledgeComponent
  Boolean showRunAssignmentRulesCheckbox
  Boolean showSolutionSection
  Boolean showSubmitAndAttachButton
  Metadata.SummaryLayout summaryLayout
  new()
class Metadata.LayoutColumn
  List<Metadata.LayoutItem> layoutItems
  String reserved
  new()
enum Metadata.LayoutHeader
  PersonalTagging
  PublicTagging
class Metadata.LayoutItem
  Metadata.AnalyticsCloudComponentLayoutItem analyticsCloudComponent
  Metadata.UiBehavior behavior
  String canvas
  String component
  String customLink
  Boolean emptySpace
  String field
  Integer height
  String page_x
  Metadata.ReportChartComponentLayoutItem reportChartComponent
  String scontrol
  Boolean showLabel
  Boolean showScrollbars
  Integer width
  new()
class Metadata.LayoutSection
  Boolean customLabel
  Boolean detailHeading
  Boolean editHeading
  String label
  List<Metadata.LayoutColumn> layoutColumns
  Metadata.LayoutSectionStyle style
  new()
enum Metadata.LayoutSectionStyle
  CustomLinks
  OneColumn
  TwoColumnsLeftToRight
  TwoColumnsTopToBottom
class Metadata.Metadata
  String fullName
  new()
enum Metadata.MetadataType
  CustomMetadata
  Layout
class Metadata.MetadataValue
  new()
class Metadata.MiniLayout
  List<String> fields
  List<Metadata.RelatedListItem> relatedLists
  new()
class Metadata.Operations
  new()
  static Id enqueueDeployment(Metadata.DeployContainer,Metadata.DeployCallback)
  static List<Metadata.Metadata> retrieve(Metadata.MetadataType,List<String>)
class Metadata.PlatformActionList
  Metadata.PlatformActionListContextEnum actionListContext
  List<Metadata.PlatformActionListItem> platformActionListItems
  String relatedSourceEntity
  new()
enum Metadata.PlatformActionListContextEnum
  ActionDefinition
  Assistant
  BannerPhoto
  Chatter
  Dockable
  FeedElement
  Flexipage
  Global_x
  ListView
  ListViewDefinition
  ListViewRecord
  Lookup
  MruList
  MruRow
  ObjectHomeChart
  Photo
  Record
  RecordEdit
  RelatedList
  RelatedListRecord
class Metadata.PlatformActionListItem
  String actionName
  Metadata.PlatformActionTypeEnum actionType
  Integer sortOrder
  String subtype
  new()
enum Metadata.PlatformActionTypeEnum
  ActionLink
  CustomButton
  InvocableAction
  ProductivityAction
  QuickAction
  StandardButton
class Metadata.PrimaryTabComponents
  List<Metadata.ConsoleComponent> component
  List<Metadata.Container> containers
  new()
class Metadata.QuickActionList
  List<Metadata.QuickActionListItem> quickActionListItems
  new()
class Metadata.QuickActionListItem
  String quickActionName
  new()
class Metadata.RelatedContent
  List<Metadata.RelatedContentItem> relatedContentItems
  new()
class Metadata.RelatedContentItem
  Metadata.LayoutItem layoutItem
  new()
class Metadata.RelatedList
  Boolean hideOnDetail
  String name
  new()
class Metadata.RelatedListItem
  List<String> customButtons
  List<String> excludeButtons
  List<String> fields
  String relatedList
  String sortField
  Metadata.SortOrder sortOrder
  new()
class Metadata.ReportChartComponentLayoutItem
  Boolean cacheData
  String contextFilterableField
  String error
  Boolean hideOnError
  Boolean includeContext
  String reportName
  Boolean showTitle
  Metadata.ReportChartComponentSize size
  new()
enum Metadata.ReportChartComponentSize
  LARGE
  MEDIUM
  SMALL
class Metadata.SidebarComponent
  String componentType
  String createAction
  Boolean enableLinking
  Integer height
  Boolean knowledgeOneEnable
  String label
  String lookup
  String page_x
  List<Metadata.RelatedList> relatedLists
  String unit
  String updateAction
  Integer width
  new()
enum Metadata.SortOrder
  Asc_x
  Desc_x
enum Metadata.StatusCode
  ALL_OR_NONE_OPERATION_ROLLED_BACK
  ALREADY_IN_PROCESS
  APEX_DATA_ACCESS_RESTRICTION
  ASSIGNEE_TYPE_REQUIRED
  AURA_COMPILE_ERROR
  AUTH_PROVIDER_NEEDS_AUTH
  AUTH_PROVIDER_NOT_FOUND
  BAD_CUSTOM_ENTITY_PARENT_DOMAIN
  BCC_NOT_ALLOWED_IF_BCC_COMPLIANCE_ENABLED
  CANNOT_CASCADE_PRODUCT_ACTIVE
  CANNOT_CHANGE_FIELD_TYPE_OF_APEX_REFERENCED_FIELD
  CANNOT_CHANGE_FIELD_TYPE_OF_REFERENCED_FIELD
  CANNOT_CREATE_ANOTHER_MANAGED_PACKAGE
  CANNOT_DEACTIVATE_DIVISION
  CANNOT_DELETE_GLOBAL_ACTION_LIST
  CANNOT_DELETE_LAST_DATED_CONVERSION_RATE
  CANNOT_DELETE_MANAGED_OBJECT
  CANNOT_DISABLE_LAST_ADMIN
  CANNOT_ENABLE_IP_RESTRICT_REQUESTS
  CANNOT_EXECUTE_FLOW_TRIGGER
  CANNOT_FREEZE_SELF
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY
  CANNOT_MODIFY_MANAGED_OBJECT
  CANNOT_PASSWORD_LOCKOUT
  CANNOT_POST_TO_ARCHIVED_GROUP
  CANNOT_RENAME_APEX_REFERENCED_FIELD
  CANNOT_RENAME_APEX_REFERENCED_OBJECT
  CANNOT_RENAME_REFERENCED_FIELD
  CANNOT_RENAME_REFERENCED_OBJECT
  CANNOT_REPARENT_RECORD
  CANNOT_UPDATE_CONVERTED_LEAD
  CANT_DISABLE_CORP_CURRENCY
  CANT_UNSET_CORP_CURRENCY
  CHILD_SHARE_FAILS_PARENT
  CIRCULAR_DEPENDENCY
  CLEAN_SERVICE_ERROR
  COLLISION_DETECTED
  COMMERCIAL_CONTROL_ERROR
  COMMUNITY_NOT_ACCESSIBLE
  CONFLICTING_ENVIRONMENT_HUB_MEMBER
  CONFLICTING_SSO_USER_MAPPING
  CUSTOM_APEX_ERROR
  CUSTOM_CLOB_FIELD_LIMIT_EXCEEDED
  CUSTOM_ENTITY_OR_FIELD_LIMIT
  CUSTOM_FIELD_INDEX_LIMIT_EXCEEDED
  CUSTOM_INDEX_EXISTS
  CUSTOM_LINK_LIMIT_EXCEEDED
  CUSTOM_METADATA_LIMIT_EXCEEDED
  CUSTOM_METADATA_REL_FIELD_MANAGEABILITY
  CUSTOM_SETTINGS_LIMIT_EXCEEDED
  CUSTOM_TAB_LIMIT_EXCEEDED
  DATAASSESSMENT_CONFIG_ASSESSMENT_IN_PROGRESS_ERROR
  DATAASSESSMENT_CONFIG_SERVICE_ERROR
  DATACLOUDADDRESS_NO_RECORDS_FOUND
  DATACLOUDADDRESS_PROCESSING_ERROR
  DATACLOUDADDRESS_SERVER_ERROR
  DELETE_FAILED
  DELETE_NOT_ALLOWED
  DELETE_OPERATION_TOO_LARGE
  DELETE_REQUIRED_ON_CASCADE
  DEPENDENCY_EXISTS
  DUPLICATES_DETECTED
  DUPLICATE_CASE_SOLUTION
  DUPLICATE_COMM_NICKNAME
  DUPLICATE_CUSTOM_ENTITY_DEFINITION
  DUPLICATE_CUSTOM_TAB_MOTIF
  DUPLICATE_DEVELOPER_NAME
  DUPLICATE_EXTERNAL_ID
  DUPLICATE_MASTER_LABEL
  DUPLICATE_SENDER_DISPLAY_NAME
  DUPLICATE_USERNAME
  DUPLICATE_VALUE
  EMAIL_ADDRESS_BOUNCED
  EMAIL_EXTERNAL_TRANSPORT_CONNECTION_ERROR
  EMAIL_EXTERNAL_TRANSPORT_PERMISSION_ERROR
  EMAIL_EXTERNAL_TRANSPORT_TOKEN_ERROR
  EMAIL_EXTERNAL_TRANSPORT_TOO_MANY_REQUESTS_ERROR
  EMAIL_EXTERNAL_TRANSPORT_UNKNOWN_ERROR
  EMAIL_NOT_PROCESSED_DUE_TO_PRIOR_ERROR
  EMAIL_OPTED_OUT
  EMAIL_TEMPLATE_FORMULA_ERROR
  EMAIL_TEMPLATE_MERGEFIELD_ACCESS_ERROR
  EMAIL_TEMPLATE_MERGEFIELD_ERROR
  EMAIL_TEMPLATE_MERGEFIELD_VALUE_ERROR
  EMAIL_TEMPLATE_PROCESSING_ERROR
  EMPTY_SCONTROL_FILE_NAME
  ENHANCED_EMAIL_TEMPLATE_COMPILATION_ERROR
  ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE
  ENTITY_IS_ARCHIVED
  ENTITY_IS_DELETED
  ENTITY_IS_LOCKED
  ENTITY_SAVE_ERROR
  ENTITY_SAVE_VALIDATION_ERROR
  ENVIRONMENT_HUB_MEMBERSHIP_CONFLICT
  ENVIRONMENT_HUB_MEMBERSHIP_ERROR_JOINING_HUB
  ENVIRONMENT_HUB_MEMBERSHIP_USER_ALREADY_IN_HUB
  ENVIRONMENT_HUB_MEMBERSHIP_USER_NOT_ORG_ADMIN
  ERROR_IN_MAILER
  EXCHANGE_WEB_SERVICES_URL_INVALID
  EXTERNAL_RESOURCE_FORBIDDEN
  FAILED_ACTIVATION
  FIELD_CUSTOM_VALIDATION_EXCEPTION
  FIELD_FILTER_VALIDATION_EXCEPTION
  FIELD_INTEGRITY_EXCEPTION
  FIELD_KEYWORD_LIST_MATCH_LIMIT
  FIELD_MAPPING_ERROR
  FIELD_MODERATION_RULE_BLOCK
  FIELD_NOT_UPDATABLE
  FILE_EXTENSION_NOT_ALLOWED
  FILE_SIZE_LIMIT_EXCEEDED
  FILTERED_LOOKUP_LIMIT_EXCEEDED
  FIND_DUPLICATES_ERROR
  FLOW_EXCEPTION
  FUNCTIONALITY_NOT_ENABLED
  HAS_PUBLIC_REFERENCES
  HTML_FILE_UPLOAD_NOT_ALLOWED
  IMAGE_TOO_LARGE
  INACTIVE_OWNER_OR_USER
  INACTIVE_RULE_ERROR
  INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY
  INSUFFICIENT_ACCESS_OR_READONLY
  INSUFFICIENT_ACCESS_TO_INSIGHTSEXTERNALDATA
  INSUFFICIENT_CREDITS
  INTERNAL_ERROR
  INVALID_ACCESS_LEVEL
  INVALID_ACCESS_TOKEN
  INVALID_API_INPUT
  INVALID_ARGUMENT_TYPE
  INVALID_ASSIGNEE_TYPE
  INVALID_ASSIGNMENT_RULE
  INVALID_AUTH_HEADER
  INVALID_BATCH_OPERATION
  INVALID_CONTENT_TYPE
  INVALID_CREDIT_CARD_INFO
  INVALID_CROSS_REFERENCE_KEY
  INVALID_CROSS_REFERENCE_TYPE_FOR_FIELD
  INVALID_CURRENCY_CONV_RATE
  INVALID_CURRENCY_CORP_RATE
  INVALID_CURRENCY_ISO
  INVALID_DATASET_REFERENCE_INPUT
  INVALID_DATA_CATEGORY_GROUP_REFERENCE
  INVALID_DATA_URI
  INVALID_EMAIL_ADDRESS
  INVALID_EMPTY_KEY_OWNER
  INVALID_ENTITY_FOR_MATCH_ENGINE_ERROR
  INVALID_ENTITY_FOR_MATCH_OPERATION_ERROR
  INVALID_ENTITY_FOR_UPSERT
  INVALID_ENVIRONMENT_HUB_MEMBER
  INVALID_EVENT_DELIVERY
  INVALID_EVENT_INPUT
  INVALID_EVENT_SUBSCRIPTION
  INVALID_EXTENSION_ID
  INVALID_FIELD
  INVALID_FIELD_FOR_INSERT_UPDATE
  INVALID_FIELD_WHEN_USING_TEMPLATE
  INVALID_FILTER_ACTION
  INVALID_GOOGLE_DOCS_URL
  INVALID_ID_FIELD
  INVALID_INET_ADDRESS
  INVALID_INPUT
  INVALID_KEY_FIELD_INPUT
  INVALID_LINEITEM_CLONE_STATE
  INVALID_MARKUP
  INVALID_MASTER_OR_TRANSLATED_SOLUTION
  INVALID_MESSAGE_ID_REFERENCE
  INVALID_NAMESPACE_PREFIX
  INVALID_OAUTH_URL
  INVALID_OPERATION
  INVALID_OPERATOR
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST
  INVALID_OWNER
  INVALID_PACKAGE_LICENSE
  INVALID_PACKAGE_VERSION
  INVALID_PARTNER_NETWORK_STATUS
  INVALID_PAYLOAD_VERSION
  INVALID_PERSON_ACCOUNT_OPERATION
  INVALID_PROVIDER_TYPE
  INVALID_QUERY_LOCATOR
  INVALID_READ_ONLY_USER_DML
  INVALID_REFRESH_TOKEN
  INVALID_RUNTIME_VALUE
  INVALID_SAVE_AS_ACTIVITY_FLAG
  INVALID_SCS_INBOUND_USER
  INVALID_SESSION_ID
  INVALID_SETUP_OWNER
  INVALID_SIGNUP_COUNTRY
  INVALID_SIGNUP_OPTION
  INVALID_SITE_DELETE_EXCEPTION
  INVALID_SITE_FILE_IMPORTED_EXCEPTION
  INVALID_SITE_FILE_TYPE_EXCEPTION
  INVALID_STATUS
  INVALID_SUBDOMAIN
  INVALID_TEXT_REPRESENTATION
  INVALID_TYPE
  INVALID_TYPE_FOR_OPERATION
  INVALID_TYPE_ON_FIELD_IN_RECORD
  INVALID_USERID
  IP_RANGE_LIMIT_EXCEEDED
  ITEM_NOT_FOUND
  JIGSAW_IMPORT_LIMIT_EXCEEDED
  LICENSE_LIMIT_EXCEEDED
  LIGHT_PORTAL_USER_EXCEPTION
  LIMIT_EXCEEDED
  MALFORMED_ID
  MANAGER_NOT_DEFINED
  MASSMAIL_RETRY_LIMIT_EXCEEDED
  MASS_MAIL_LIMIT_EXCEEDED
  MATCH_DEFINITION_ERROR
  MATCH_OPERATION_ERROR
  MATCH_OPERATION_INVALID_ENGINE_ERROR
  MATCH_OPERATION_INVALID_RULE_ERROR
  MATCH_OPERATION_MISSING_ENGINE_ERROR
  MATCH_OPERATION_MISSING_OBJECT_TYPE_ERROR
  MATCH_OPERATION_MISSING_OPTIONS_ERROR
  MATCH_OPERATION_MISSING_RULE_ERROR
  MATCH_OPERATION_UNKNOWN_RULE_ERROR
  MATCH_OPERATION_UNSUPPORTED_VERSION_ERROR
  MATCH_PRECONDITION_FAILED
  MATCH_RUNTIME_ERROR
  MATCH_SERVICE_ERROR
  MATCH_SERVICE_TIMED_OUT
  MATCH_SERVICE_UNAVAILABLE_ERROR
  MAXIMUM_CCEMAILS_EXCEEDED
  MAXIMUM_DASHBOARD_COMPONENTS_EXCEEDED
  MAXIMUM_HIERARCHY_CHILDREN_REACHED
  MAXIMUM_HIERARCHY_LEVELS_REACHED
  MAXIMUM_HIERARCHY_TREE_SIZE_REACHED
  MAXIMUM_SIZE_OF_ATTACHMENT
  MAXIMUM_SIZE_OF_DOCUMENT
  MAX_ACTIONS_PER_RULE_EXCEEDED
  MAX_ACTIVE_RULES_EXCEEDED
  MAX_APPROVAL_STEPS_EXCEEDED
  MAX_DEPTH_IN_FLOW_EXECUTION
  MAX_FORMULAS_PER_RULE_EXCEEDED
  MAX_LIMIT_EXCEEDED
  MAX_RULES_EXCEEDED
  MAX_RULE_ENTRIES_EXCEEDED
  MAX_TASK_DESCRIPTION_EXCEEEDED
  MAX_TM_RULES_EXCEEDED
  MAX_TM_RULE_ITEMS_EXCEEDED
  MAX_TRIGGERS_EXCEEDED
  MERGE_FAILED
  METADATA_FIELD_UPDATE_ERROR
  MISSING_ARGUMENT
  MISSING_RECORD
  MIXED_DML_OPERATION
  NONUNIQUE_SHIPPING_ADDRESS
  NO_ACCESS_TOKEN
  NO_ACCESS_TOKEN_FROM_REFRESH
  NO_APPLICABLE_PROCESS
  NO_ATTACHMENT_PERMISSION
  NO_AUTH_PROVIDER
  NO_INACTIVE_DIVISION_MEMBERS
  NO_MASS_MAIL_PERMISSION
  NO_PARTNER_PERMISSION
  NO_REFRESH_TOKEN
  NO_SUCH_USER_EXISTS
  NO_TOKEN_ENDPOINT
  NUMBER_OUTSIDE_VALID_RANGE
  NUM_HISTORY_FIELDS_BY_SOBJECT_EXCEEDED
  OPTED_OUT_OF_MASS_MAIL
  OP_WITH_INVALID_USER_TYPE_EXCEPTION
  ORCHESTRATION_INVALID
  PACKAGE_LICENSE_REQUIRED
  PACKAGING_API_INSTALL_FAILED
  PACKAGING_API_UNINSTALL_FAILED
  PALI_INVALID_ACTION_ID
  PALI_INVALID_ACTION_NAME
  PALI_INVALID_ACTION_TYPE
  PAL_INVALID_ASSISTANT_RECOMMENDATION_TYPE_ID
  PAL_INVALID_ENTITY_ID
  PAL_INVALID_FLEXIPAGE_ID
  PAL_INVALID_LAYOUT_ID
  PAL_INVALID_PARAMETERS
  PAYLOAD_SIZE_EXCEEDED
  PA_API_EXCEPTION
  PA_AXIS_FAULT
  PA_INVALID_ID_EXCEPTION
  PA_NO_ACCESS_EXCEPTION
  PA_NO_DATA_FOUND_EXCEPTION
  PA_URI_SYNTAX_EXCEPTION
  PA_VISIBLE_ACTIONS_FILTER_ORDERING_EXCEPTION
  PLATFORM_EVENT_PUBLISHING_UNAVAILABLE
  PORTAL_NO_ACCESS
  PORTAL_USER_ALREADY_EXISTS_FOR_CONTACT
  PORTAL_USER_CREATION_RESTRICTED_WITH_ENCRYPTION
  PRIVATE_CONTACT_ON_ASSET
  PROCESSING_HALTED
  QA_INVALID_CREATE_FEED_ITEM
  QA_INVALID_SUCCESS_MESSAGE
  QUERY_TIMEOUT
  QUICK_ACTION_LIST_ITEM_NOT_ALLOWED
  QUICK_ACTION_LIST_NOT_ALLOWED
  RECORD_IN_USE_BY_WORKFLOW
  RELATED_ENTITY_FILTER_VALIDATION_EXCEPTION
  REL_FIELD_BAD_ACCESSIBILITY
  REPUTATION_MINIMUM_NUMBER_NOT_REACHED
  REQUEST_RUNNING_TOO_LONG
  REQUIRED_FEATURE_MISSING
  REQUIRED_FIELD_MISSING
  REQUIRE_CONNECTED_APP_SCS
  REQUIRE_CONNECTED_APP_SESSION_SCS
  REQUIRE_RUNAS_USER
  RETRIEVE_EXCHANGE_ATTACHMENT_FAILED
  RETRIEVE_EXCHANGE_EMAIL_FAILED
  RETRIEVE_EXCHANGE_EVENT_FAILED
  RETRIEVE_GOOGLE_EMAIL_FAILED
  RETRIEVE_GOOGLE_EVENT_FAILED
  RETRIEVE_USER_CONFIG_ERROR
  SALESFORCE_INBOX_TRANSPORT_CONNECTION_ERROR
  SALESFORCE_INBOX_TRANSPORT_TOKEN_ERROR
  SALESFORCE_INBOX_TRANSPORT_UNKNOWN_ERROR
  SELF_REFERENCE_FROM_FLOW
  SELF_REFERENCE_FROM_TRIGGER
  SHARE_NEEDED_FOR_CHILD_OWNER
  SINGLE_EMAIL_LIMIT_EXCEEDED
  SOCIAL_ACCOUNT_NOT_FOUND
  SOCIAL_ACTION_INVALID
  SOCIAL_PERSONA_NOT_FOUND
  SOCIAL_POST_INVALID
  SOCIAL_POST_NOT_FOUND
  STANDARD_PRICE_NOT_DEFINED
  STORAGE_LIMIT_EXCEEDED
  STRING_TOO_LONG
  SUBDOMAIN_IN_USE
  TABSET_LIMIT_EXCEEDED
  TEMPLATE_NOT_ACTIVE
  TEMPLATE_NOT_FOUND
  TERMS_OF_SERVICE_UNREAD
  TERRITORY_REALIGN_IN_PROGRESS
  TEXT_DATA_OUTSIDE_SUPPORTED_CHARSET
  TOO_MANY_APEX_REQUESTS
  TOO_MANY_ENUM_VALUE
  TOO_MANY_POSSIBLE_USERS_EXIST
  TRANSFER_REQUIRES_READ
  UNABLE_TO_LOCK_ROW
  UNAVAILABLE_RECORDTYPE_EXCEPTION
  UNAVAILABLE_REF
  UNDELETE_FAILED
  UNKNOWN_EXCEPTION
  UNKNOWN_TOKEN_ERROR
  UNSAFE_HTML_CONTENT
  UNSPECIFIED_EMAIL_ADDRESS
  UNSUPPORTED_APEX_TRIGGER_OPERATON
  UNSUPPORTED_SOCIAL_PROVIDER
  UNVERIFIED_SENDER_ADDRESS
  UPDATE_GOOGLE_EMAIL_LABEL_FAILED
  USER_OWNS_PORTAL_ACCOUNT_EXCEPTION
  USER_WITH_APEX_SHARES_EXCEPTION
  VF_COMPILE_ERROR
  WEBLINK_SIZE_LIMIT_EXCEEDED
  WEBLINK_URL_INVALID
  WRONG_CONTROLLER_TYPE
  XCLEAN_DJ_MATCH_IGNORABLE_ERROR
  XCLEAN_DJ_MATCH_INTERNAL_DJ_ERROR
  XCLEAN_DJ_MATCH_NON_RETRIABLE_ERROR
  XCLEAN_DJ_MATCH_RETRIABLE_ERROR
  XCLEAN_DJ_MATCH_UNKNOWN_ERROR
  XCLEAN_UNEXPECTED_ERROR
class Metadata.SubtabComponents
  List<Metadata.ConsoleComponent> component
  List<Metadata.Container> containers
  new()
class Metadata.SummaryLayout
  String masterLabel
  Integer sizeX
  Integer sizeY
  Integer sizeZ
  List<Metadata.SummaryLayoutItem> summaryLayoutItems
  Metadata.SummaryLayoutStyleEnum summaryLayoutStyle
  new()
class Metadata.SummaryLayoutItem
  String customLink
  String field
  Integer posX
  Integer posY
  Integer posZ
  new()
enum Metadata.SummaryLayoutStyleEnum
  CaseInteraction
  ChildServiceReportTemplateStyle
  DefaultQuoteTemplate
  DefaultServiceReportTemplate
  Default_x
  PathAssistant
  QuickActionLayoutLeftRight
  QuickActionLayoutTopDown
  QuoteTemplate
  ServiceReportTemplate
enum Metadata.UiBehavior
  Edit
  Readonly
  Required
