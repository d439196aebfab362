interface Database.AllowsCallouts
interface Database.Batchable<T>
  void execute(Database.BatchableContext,List<T>)
  void finish(Database.BatchableContext)
  Database.QueryLocator start(Database.BatchableContext)
interface Database.BatchableContext
  Id getChildJobId()
  Id getJobId()
class Database.BatchableContextImpl
  new()
  Id getChildJobId()
  Id getJobId()
class Database.Cursor
  new()
  List<SObject> fetch(Integer,Integer)
  Integer getNumRecords()
class Database.DMLOptions.AssignmentRuleHeader
  +Id AssignmentRuleId
  +Boolean UseDefaultRule
  new()
class Database.DMLOptions.DuplicateRuleHeader
  +Boolean AllowSave
  +Boolean RunAsCurrentUser
  new()
class Database.DMLOptions.EmailHeader
  Boolean TriggerAutoResponseEmail
  Boolean TriggerOtherEmail
  Boolean TriggerUserEmail
  new()
class Database.DMLOptions
  Boolean AllowFieldTruncation
  +Database.DMLOptions.AssignmentRuleHeader AssignmentRuleHeader
  +Database.DMLOptions.DuplicateRuleHeader DuplicateRuleHeader
  Database.DMLOptions.EmailHeader EmailHeader
  String LocaleOptions
  +Boolean OptAllOrNone
  +new()
class Database.DeleteResult
  List<Database.Error> Errors
  Id Id
  Boolean Success
  new()
  +List<Database.Error> getErrors()
  +Id getId()
  +Boolean isSuccess()
class Database.DeletedRecord
  Date DeletedDate
  Id Id
  new()
  Date getDeletedDate()
  Id getId()
class Database.DuplicateError
  Datacloud.DuplicateResult DuplicateResult
  new()
  Datacloud.DuplicateResult getDuplicateResult()
  List<String> getFields()
  String getMessage()
  StatusCode getStatusCode()
class Database.EmptyRecycleBinResult
  List<Database.Error> Errors
  Id Id
  Boolean Success
  new()
  +List<Database.Error> getErrors()
  +Id getId()
  +Boolean isSuccess()
class Database.Error
  List<String> Fields
  String Message
  StatusCode StatusCode
  new()
  +List<String> getFields()
  +String getMessage()
  +StatusCode getStatusCode()
class Database.GetDeletedResult
  List<Database.DeletedRecord> DeletedRecords
  Date EarliestDateAvailable
  Date LatestDateCovered
  new()
  List<Database.DeletedRecord> getDeletedRecords()
  Date getEarliestDateAvailable()
  Date getLatestDateCovered()
class Database.GetUpdatedResult
  List<Id> Ids
  Date LatestDateCovered
  new()
  List<Id> getIds()
  Date getLatestDateCovered()
class Database.LeadConvert
  Id AccountId
  SObject AccountRecord
  Boolean BypassAccountDedupeCheck
  Boolean BypassContactDedupeCheck
  Id ContactId
  SObject ContactRecord
  String ConvertedStatus
  Boolean DoNotCreateOpportunity
  Id LeadId
  Id OpportunityId
  String OpportunityName
  SObject OpportunityRecord
  Boolean OverwriteLeadSource
  Id OwnerId
  Boolean SendNotificationEmail
  new()
  Id getAccountId()
  SObject getAccountRecord()
  Boolean getBypassAccountDedupeCheck()
  Boolean getBypassContactDedupeCheck()
  Id getContactId()
  SObject getContactRecord()
  String getConvertedStatus()
  Id getLeadId()
  Id getOpportunityId()
  String getOpportunityName()
  SObject getOpportunityRecord()
  Id getOwnerId()
  Boolean isDoNotCreateOpportunity()
  Boolean isOverwriteLeadSource()
  Boolean isSendNotificationEmail()
  void setAccountId(Id)
  void setAccountRecord(SObject)
  void setBypassAccountDedupeCheck(Boolean)
  void setBypassContactDedupeCheck(Boolean)
  void setContactId(Id)
  void setContactRecord(SObject)
  void setConvertedStatus(String)
  void setDoNotCreateOpportunity(Boolean)
  void setLeadId(Id)
  void setOpportunityId(Id)
  void setOpportunityName(String)
  void setOpportunityRecord(SObject)
  void setOverwriteLeadSource(Boolean)
  void setOwnerId(Id)
  void setSendNotificationEmail(Boolean)
class Database.LeadConvertResult
  Id AccountId
  Id ContactId
  List<Database.Error> Errors
  Id LeadId
  Id OpportunityId
  Boolean Success
  new()
  Id getAccountId()
  Id getContactId()
  List<Database.Error> getErrors()
  Id getLeadId()
  Id getOpportunityId()
  Boolean isSuccess()
class Database.MergeRequest
  List<Datacloud.AdditionalInformationMap> AdditionalInformationMap
  SObject MasterRecord
  List<String> RecordToMergeIds
  new()
  List<Datacloud.AdditionalInformationMap> getAdditionalInformationMap()
  SObject getMasterRecord()
  List<String> getRecordToMergeIds()
  void setAdditionalInformationMap(List<Datacloud.AdditionalInformationMap>)
  void setMasterRecord(SObject)
  void setRecordToMergeIds(List<String>)
class Database.MergeResult
  List<Database.Error> Errors
  Id Id
  List<String> MergedRecordIds
  Boolean Success
  List<String> UpdatedRelatedIds
  new()
  +List<Database.Error> getErrors()
  +Id getId()
  +List<String> getMergedRecordIds()
  List<String> getUpdatedRelatedIds()
  +Boolean isSuccess()
class Database.QueryLocator
  new()
  +String getQuery()
  +Database.QueryLocatorIterator iterator()
  List<SObject> querymore(Integer)
class Database.QueryLocatorChunkIterator
  new()
  Boolean hasNext()
  List<SObject> next()
class Database.QueryLocatorIterator implements Iterator<SObject>
  new()
  +Boolean hasNext()
  +SObject next()
interface Database.RaisesPlatformEvents
class Database.SaveResult
  List<Database.Error> Errors
  Id Id
  Boolean Success
  new()
  +List<Database.Error> getErrors()
  +Id getId()
  +Boolean isSuccess()
interface Database.Stateful
class Database.UndeleteResult
  List<Database.Error> Errors
  Id Id
  Boolean Success
  new()
  +List<Database.Error> getErrors()
  +Id getId()
  +Boolean isSuccess()
class Database.UpsertResult
  Boolean Created
  List<Database.Error> Errors
  Id Id
  Boolean Success
  new()
  +List<Database.Error> getErrors()
  +Id getId()
  +Boolean isCreated()
  +Boolean isSuccess()
