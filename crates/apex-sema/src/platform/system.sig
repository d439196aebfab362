class System.AccessLevel
  +static AccessLevel SYSTEM_MODE
  +static AccessLevel USER_MODE
  AccessLevel withPermissionSetId(String)
enum System.AccessType
  CREATABLE
  READABLE
  UPDATABLE
  UPSERTABLE
class System.Address
  +String city
  +String country
  +String countryCode
  +String geocodeAccuracy
  +String postalCode
  +String state
  +String stateCode
  +String street
  new()
  +String getCity()
  +String getCountry()
  +String getCountryCode()
  Double getDistance(Location,String)
  +String getGeocodeAccuracy()
  +Double getLatitude()
  +Double getLongitude()
  +String getPostalCode()
  +String getState()
  +String getStateCode()
  +String getStreet()
class System.Answers
  new()
  static List<Id> findSimilar(SObject)
  static void setBestReply(String,String)
class System.ApexPages
  new()
  static void addMessage(ApexPages.Message)
  static void addMessages(Object)
  static PageReference currentPage()
  static List<ApexPages.Message> getMessages()
  static Boolean hasMessages()
  static Boolean hasMessages(ApexPages.Severity)
class System.AppExchangeTrialTemplate
  new()
  Datetime getCreatedDate()
  String getId()
  Datetime getLastModifiedDate()
  String getName()
  String getStatus()
enum System.ApplicationReadWriteMode
  DEFAULT
  READ_ONLY
class System.Approval
  new()
  static Boolean isLocked(Id)
  static Map<Id,Boolean> isLocked(List<Object>)
  static Boolean isLocked(SObject)
  static Approval.LockResult lock(Id)
  static Approval.LockResult lock(Id,Boolean)
  static List<Approval.LockResult> lock(List<Object>)
  static List<Approval.LockResult> lock(List<Object>,Boolean)
  static Approval.LockResult lock(SObject)
  static Approval.LockResult lock(SObject,Boolean)
  static Approval.ProcessResult process(Approval.ProcessRequest)
  static Approval.ProcessResult process(Approval.ProcessRequest,Boolean)
  static List<Approval.ProcessResult> process(List<Approval.ProcessRequest>)
  static List<Approval.ProcessResult> process(List<Approval.ProcessRequest>,Boolean)
  static Approval.UnlockResult unlock(Id)
  static Approval.UnlockResult unlock(Id,Boolean)
  static List<Approval.UnlockResult> unlock(List<Object>)
  static List<Approval.UnlockResult> unlock(List<Object>,Boolean)
  static Approval.UnlockResult unlock(SObject)
  static Approval.UnlockResult unlock(SObject,Boolean)
class System.Assert
  new()
  +static void areEqual(Object,Object)
  +static void areEqual(Object,Object,String)
  +static void areNotEqual(Object,Object)
  +static void areNotEqual(Object,Object,String)
  +static void fail()
  +static void fail(String)
  +static void isFalse(Boolean)
  +static void isFalse(Boolean,String)
  +static void isInstanceOfType(Object,Type)
  +static void isInstanceOfType(Object,Type,String)
  +static void isNotInstanceOfType(Object,Type)
  +static void isNotInstanceOfType(Object,Type,String)
  +static void isNotNull(Object)
  +static void isNotNull(Object,String)
  +static void isNull(Object)
  +static void isNull(Object,String)
  +static void isTrue(Boolean)
  +static void isTrue(Boolean,String)
class System.AssertException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.AsyncException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.AsyncInfo
  new()
  static Integer getCurrentQueueableStackDepth()
  static Integer getMaximumQueueableStackDepth()
  static Integer getMinimumQueueableDelayInMinutes()
  static Boolean hasMaxStackDepth()
class System.AsyncOptions
  QueueableDuplicateSignature DuplicateSignature
  +Integer MaximumQueueableStackDepth
  +Integer MinimumQueueableDelayInMinutes
  +new()
class System.Aura
  new()
  static void redirect(Object)
class System.AuraHandledException extends Exception
  new(String)
class System.BigObjectException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.Blob
  +Integer size()
  +String toString()
  static Blob toPdf(String)
  +static Blob valueOf(String)
class System.Boolean
  void addError(Exception)
  void addError(Exception,Boolean)
  void addError(String)
  void addError(String,Boolean)
  +static Boolean valueOf(Object)
class System.BusinessHours
  new()
  static Datetime add(Id,Datetime,Long)
  static Datetime addGmt(Id,Datetime,Long)
  static Long diff(String,Datetime,Datetime)
  static Boolean isWithin(String,Datetime)
  static Datetime nextStartDate(Id,Datetime)
interface System.Callable
  Object call(String,Map<String,Object>)
enum System.CallbackStatus
  CANCELLED
  COMPLETED
  PENDING
  TIMED_OUT
class System.CalloutException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.CanvasException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.Cases
  new()
  static Id getCaseIdFromEmailThreadId(String)
class System.Collator implements Comparator<String>
  Integer compare(String,String)
  static Collator getInstance()
  Integer compare(Object,Object)
class System.Communities
  new()
  static PageReference communitiesLanding()
  static PageReference communitiesLanding(String)
  static PageReference forwardToAuthPage(String)
  static String getCSS()
  static PageReference internalLogin(String)
  static PageReference login(String,String,String)
interface System.Comparable
  Integer compareTo(Object)
interface System.Comparator<T>
  Integer compare(T,T)
class System.Continuation
  String ContinuationMethod
  Integer Timeout
  Object state
  new(Integer)
  String addHttpRequest(HttpRequest)
  Map<String,HttpRequest> getRequests()
  String toString()
  static HttpResponse getResponse(String)
class System.Cookie
  new(String,String,String,Integer,Boolean)
  new(String,String,String,Integer,Boolean,String)
  new(String,String,String,Integer,Boolean,String,Boolean)
  String getDomain()
  Integer getMaxAge()
  String getName()
  String getPath()
  String getSameSite()
  String getValue()
  Boolean isSecure()
  Boolean isHttpOnly()
class System.Crypto
  new()
  static Blob decrypt(String,Blob,Blob,Blob)
  static Blob decryptWithManagedIV(String,Blob,Blob)
  static Blob encrypt(String,Blob,Blob,Blob)
  static Blob encryptWithManagedIV(String,Blob,Blob)
  +static Blob generateAesKey(Integer)
  +static Blob generateDigest(String,Blob)
  +static Blob generateMac(String,Blob,Blob)
  +static Integer getRandomInteger()
  +static Long getRandomLong()
  static Blob sign(String,Blob,Blob)
  static Blob signWithCertificate(String,Blob,String)
  static void signXml(String,dom.XmlNode,String,String)
  static void signXml(String,dom.XmlNode,String,String,dom.XmlNode)
  static Boolean verify(String,Blob,Blob,Blob)
  static Boolean verify(String,Blob,Blob,String)
  +static Boolean verifyHmac(String,Blob,Blob,Blob)
class System.Currency
  new()
  String format()
  String formatAmount()
  static Currency newInstance(Decimal,String)
class System.Database
  new()
  static Database.LeadConvertResult convertLead(Database.LeadConvert)
  static Database.LeadConvertResult convertLead(Database.LeadConvert,AccessLevel)
  static Database.LeadConvertResult convertLead(Database.LeadConvert,Database.DMLOptions)
  static Database.LeadConvertResult convertLead(Database.LeadConvert,Database.DMLOptions,AccessLevel)
  static Database.LeadConvertResult convertLead(Database.LeadConvert,Boolean)
  static Database.LeadConvertResult convertLead(Database.LeadConvert,Boolean,AccessLevel)
  static List<Database.LeadConvertResult> convertLead(List<Database.LeadConvert>)
  static List<Database.LeadConvertResult> convertLead(List<Database.LeadConvert>,AccessLevel)
  static List<Database.LeadConvertResult> convertLead(List<Database.LeadConvert>,Database.DMLOptions)
  static List<Database.LeadConvertResult> convertLead(List<Database.LeadConvert>,Database.DMLOptions,AccessLevel)
  static List<Database.LeadConvertResult> convertLead(List<Database.LeadConvert>,Boolean)
  static List<Database.LeadConvertResult> convertLead(List<Database.LeadConvert>,Boolean,AccessLevel)
  +static Integer countQuery(String)
  +static Integer countQuery(String,AccessLevel)
  +static Integer countQueryWithBinds(String,Map<String,Object>,AccessLevel)
  +static Database.DeleteResult delete(Id)
  +static Database.DeleteResult delete(Id,AccessLevel)
  +static Database.DeleteResult delete(Id,Boolean)
  +static Database.DeleteResult delete(Id,Boolean,AccessLevel)
  +static List<Database.DeleteResult> delete(List<Object>)
  +static List<Database.DeleteResult> delete(List<Object>,AccessLevel)
  +static List<Database.DeleteResult> delete(List<Object>,Boolean)
  +static List<Database.DeleteResult> delete(List<Object>,Boolean,AccessLevel)
  +static Database.DeleteResult delete(SObject)
  +static Database.DeleteResult delete(SObject,AccessLevel)
  +static Database.DeleteResult delete(SObject,Boolean)
  +static Database.DeleteResult delete(SObject,Boolean,AccessLevel)
  static List<Database.DeleteResult> deleteAsync(List<SObject>)
  static List<Database.DeleteResult> deleteAsync(List<SObject>,AccessLevel)
  static List<Database.DeleteResult> deleteAsync(List<SObject>,DataSource.AsyncDeleteCallback)
  static List<Database.DeleteResult> deleteAsync(List<SObject>,DataSource.AsyncDeleteCallback,AccessLevel)
  static Database.DeleteResult deleteAsync(SObject)
  static Database.DeleteResult deleteAsync(SObject,AccessLevel)
  static Database.DeleteResult deleteAsync(SObject,DataSource.AsyncDeleteCallback)
  static Database.DeleteResult deleteAsync(SObject,DataSource.AsyncDeleteCallback,AccessLevel)
  static List<Database.DeleteResult> deleteImmediate(List<SObject>)
  static List<Database.DeleteResult> deleteImmediate(List<SObject>,AccessLevel)
  static Database.DeleteResult deleteImmediate(SObject)
  static Database.DeleteResult deleteImmediate(SObject,AccessLevel)
  +static List<Database.EmptyRecycleBinResult> emptyRecycleBin(List<Object>)
  +static Database.EmptyRecycleBinResult emptyRecycleBin(SObject)
  static String executeBatch(Object)
  static String executeBatch(Object,Integer)
  static Database.DeleteResult getAsyncDeleteResult(Database.DeleteResult)
  static Database.DeleteResult getAsyncDeleteResult(String)
  static String getAsyncLocator(Object)
  static Database.SaveResult getAsyncSaveResult(Database.SaveResult)
  static Database.SaveResult getAsyncSaveResult(String)
  static Database.Cursor getCursor(String)
  static Database.Cursor getCursor(String,Object)
  static Database.Cursor getCursorWithBinds(String,Map<String,Object>,Object)
  static Database.GetDeletedResult getDeleted(String,Datetime,Datetime)
  +static Database.QueryLocator getQueryLocator(List<SObject>)
  +static Database.QueryLocator getQueryLocator(List<SObject>,AccessLevel)
  +static Database.QueryLocator getQueryLocator(String)
  +static Database.QueryLocator getQueryLocator(String,AccessLevel)
  +static Database.QueryLocator getQueryLocatorWithBinds(String,Map<String,Object>,AccessLevel)
  static Database.GetUpdatedResult getUpdated(String,Datetime,Datetime)
  +static List<Database.SaveResult> insert(List<SObject>)
  +static List<Database.SaveResult> insert(List<SObject>,AccessLevel)
  +static List<Database.SaveResult> insert(List<SObject>,Database.DMLOptions)
  +static List<Database.SaveResult> insert(List<SObject>,Database.DMLOptions,AccessLevel)
  +static List<Database.SaveResult> insert(List<SObject>,Boolean)
  +static List<Database.SaveResult> insert(List<SObject>,Boolean,AccessLevel)
  +static Database.SaveResult insert(SObject)
  +static Database.SaveResult insert(SObject,AccessLevel)
  +static Database.SaveResult insert(SObject,Database.DMLOptions)
  +static Database.SaveResult insert(SObject,Database.DMLOptions,AccessLevel)
  +static Database.SaveResult insert(SObject,Boolean)
  +static Database.SaveResult insert(SObject,Boolean,AccessLevel)
  static List<Database.SaveResult> insertAsync(List<SObject>)
  static List<Database.SaveResult> insertAsync(List<SObject>,AccessLevel)
  static List<Database.SaveResult> insertAsync(List<SObject>,DataSource.AsyncSaveCallback)
  static List<Database.SaveResult> insertAsync(List<SObject>,DataSource.AsyncSaveCallback,AccessLevel)
  static Database.SaveResult insertAsync(SObject)
  static Database.SaveResult insertAsync(SObject,AccessLevel)
  static Database.SaveResult insertAsync(SObject,DataSource.AsyncSaveCallback)
  static Database.SaveResult insertAsync(SObject,DataSource.AsyncSaveCallback,AccessLevel)
  static List<Database.SaveResult> insertImmediate(List<SObject>)
  static List<Database.SaveResult> insertImmediate(List<SObject>,AccessLevel)
  static Database.SaveResult insertImmediate(SObject)
  static Database.SaveResult insertImmediate(SObject,AccessLevel)
  +static Database.MergeResult merge(SObject,Id)
  +static Database.MergeResult merge(SObject,Id,AccessLevel)
  +static Database.MergeResult merge(SObject,Id,Boolean)
  +static Database.MergeResult merge(SObject,Id,Boolean,AccessLevel)
  +static List<Database.MergeResult> merge(SObject,List<Object>)
  +static List<Database.MergeResult> merge(SObject,List<Object>,AccessLevel)
  +static List<Database.MergeResult> merge(SObject,List<Object>,Boolean)
  +static List<Database.MergeResult> merge(SObject,List<Object>,Boolean,AccessLevel)
  +static Database.MergeResult merge(SObject,SObject)
  +static Database.MergeResult merge(SObject,SObject,AccessLevel)
  +static Database.MergeResult merge(SObject,SObject,Boolean)
  +static Database.MergeResult merge(SObject,SObject,Boolean,AccessLevel)
  +static List<SObject> query(String)
  +static List<SObject> query(String,AccessLevel)
  +static List<SObject> queryWithBinds(String,Map<String,Object>,AccessLevel)
  +static void releaseSavepoint(Savepoint)
  +static void rollback(Savepoint)
  +static Savepoint setSavepoint()
  +static Database.UndeleteResult undelete(Id)
  +static Database.UndeleteResult undelete(Id,AccessLevel)
  +static Database.UndeleteResult undelete(Id,Boolean)
  +static Database.UndeleteResult undelete(Id,Boolean,AccessLevel)
  +static List<Database.UndeleteResult> undelete(List<Object>)
  +static List<Database.UndeleteResult> undelete(List<Object>,AccessLevel)
  +static List<Database.UndeleteResult> undelete(List<Object>,Boolean)
  +static List<Database.UndeleteResult> undelete(List<Object>,Boolean,AccessLevel)
  +static Database.UndeleteResult undelete(SObject)
  +static Database.UndeleteResult undelete(SObject,AccessLevel)
  +static Database.UndeleteResult undelete(SObject,Boolean)
  +static Database.UndeleteResult undelete(SObject,Boolean,AccessLevel)
  +static List<Database.SaveResult> update(List<SObject>)
  +static List<Database.SaveResult> update(List<SObject>,AccessLevel)
  +static List<Database.SaveResult> update(List<SObject>,Boolean)
  +static List<Database.SaveResult> update(List<SObject>,Boolean,AccessLevel)
  +static List<Database.SaveResult> update(List<SObject>,Database.DMLOptions)
  +static List<Database.SaveResult> update(List<SObject>,Database.DMLOptions,AccessLevel)
  +static Database.SaveResult update(SObject)
  +static Database.SaveResult update(SObject,AccessLevel)
  +static Database.SaveResult update(SObject,Boolean)
  +static Database.SaveResult update(SObject,Boolean,AccessLevel)
  +static Database.SaveResult update(SObject,Database.DMLOptions)
  +static Database.SaveResult update(SObject,Database.DMLOptions,AccessLevel)
  static List<Database.SaveResult> updateAsync(List<SObject>)
  static List<Database.SaveResult> updateAsync(List<SObject>,AccessLevel)
  static List<Database.SaveResult> updateAsync(List<SObject>,DataSource.AsyncSaveCallback)
  static List<Database.SaveResult> updateAsync(List<SObject>,DataSource.AsyncSaveCallback,AccessLevel)
  static Database.SaveResult updateAsync(SObject)
  static Database.SaveResult updateAsync(SObject,AccessLevel)
  static Database.SaveResult updateAsync(SObject,DataSource.AsyncSaveCallback)
  static Database.SaveResult updateAsync(SObject,DataSource.AsyncSaveCallback,AccessLevel)
  static List<Database.SaveResult> updateImmediate(List<SObject>)
  static List<Database.SaveResult> updateImmediate(List<SObject>,AccessLevel)
  static Database.SaveResult updateImmediate(SObject)
  static Database.SaveResult updateImmediate(SObject,AccessLevel)
  +static List<Database.UpsertResult> upsert(List<SObject>)
  +static List<Database.UpsertResult> upsert(List<SObject>,AccessLevel)
  +static List<Database.UpsertResult> upsert(List<SObject>,Boolean)
  +static List<Database.UpsertResult> upsert(List<SObject>,Boolean,AccessLevel)
  +static List<Database.UpsertResult> upsert(List<SObject>,Schema.SObjectField)
  +static List<Database.UpsertResult> upsert(List<SObject>,Schema.SObjectField,AccessLevel)
  +static List<Database.UpsertResult> upsert(List<SObject>,Schema.SObjectField,Boolean)
  +static List<Database.UpsertResult> upsert(List<SObject>,Schema.SObjectField,Boolean,AccessLevel)
  +static Database.UpsertResult upsert(SObject)
  +static Database.UpsertResult upsert(SObject,AccessLevel)
  +static Database.UpsertResult upsert(SObject,Boolean)
  +static Database.UpsertResult upsert(SObject,Boolean,AccessLevel)
  +static Database.UpsertResult upsert(SObject,Schema.SObjectField)
  +static Database.UpsertResult upsert(SObject,Schema.SObjectField,AccessLevel)
  +static Database.UpsertResult upsert(SObject,Schema.SObjectField,Boolean)
  +static Database.UpsertResult upsert(SObject,Schema.SObjectField,Boolean,AccessLevel)
class System.Date
  new()
  +Date addDays(Integer)
  void addError(Exception)
  void addError(Exception,Boolean)
  void addError(String)
  void addError(String,Boolean)
  +Date addMonths(Integer)
  +Date addYears(Integer)
  +Integer day()
  +Integer dayOfYear()
  +Integer daysBetween(Date)
  +String format()
  +Boolean isSameDay(Date)
  +Integer month()
  +Integer monthsBetween(Date)
  +Date toStartOfMonth()
  +Date toStartOfWeek()
  +Integer year()
  +static Integer daysInMonth(Integer,Integer)
  +static Boolean isLeapYear(Integer)
  +static Date newInstance(Integer,Integer,Integer)
  +static Date parse(String)
  +static Date today()
  +static Date valueOf(Object)
  +static Date valueOf(String)
class System.Datetime
  +Datetime addDays(Integer)
  void addError(Exception)
  void addError(Exception,Boolean)
  void addError(String)
  void addError(String,Boolean)
  +Datetime addHours(Integer)
  +Datetime addMinutes(Integer)
  +Datetime addMonths(Integer)
  +Datetime addSeconds(Integer)
  +Datetime addYears(Integer)
  +Date date()
  +Date dateGmt()
  +Integer day()
  +Integer dayGmt()
  +Integer dayOfYear()
  +Integer dayOfYearGmt()
  +String format()
  +String format(String)
  +String format(String,String)
  +String formatGmt(String)
  +String formatLong()
  +Long getTime()
  +Integer hour()
  +Integer hourGmt()
  +Boolean isSameDay(Datetime)
  +Integer millisecond()
  +Integer millisecondGmt()
  +Integer minute()
  +Integer minuteGmt()
  +Integer month()
  +Integer monthGmt()
  +Integer second()
  +Integer secondGmt()
  +Time time()
  +Time timeGmt()
  +Integer year()
  +Integer yearGmt()
  +static Datetime newInstance(Date,Time)
  +static Datetime newInstance(Integer,Integer,Integer)
  +static Datetime newInstance(Integer,Integer,Integer,Integer,Integer,Integer)
  +static Datetime newInstance(Long)
  +static Datetime newInstanceGmt(Date,Time)
  +static Datetime newInstanceGmt(Integer,Integer,Integer)
  +static Datetime newInstanceGmt(Integer,Integer,Integer,Integer,Integer,Integer)
  +static Datetime now()
  +static Datetime parse(String)
  +static Datetime valueOf(Object)
  +static Datetime valueOf(String)
  +static Datetime valueOfGmt(String)
class System.Decimal
  new()
  +Decimal abs()
  void addError(Exception)
  void addError(Exception,Boolean)
  void addError(String)
  void addError(String,Boolean)
  +Decimal divide(Decimal,Integer)
  +Decimal divide(Decimal,Integer,Object)
  +Double doubleValue()
  +String format()
  +Integer intValue()
  +Long longValue()
  +Decimal pow(Integer)
  +Integer precision()
  +Long round()
  +Long round(RoundingMode)
  +Integer scale()
  +Decimal setScale(Integer)
  +Decimal setScale(Integer,RoundingMode)
  +Decimal stripTrailingZeros()
  +String toPlainString()
  +static Decimal valueOf(Double)
  +static Decimal valueOf(Long)
  +static Decimal valueOf(String)
class System.DmlException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.Domain
  new()
  DomainType getDomainType()
  String getMyDomainName()
  String getPackageName()
  String getSandboxName()
  String getSitesSubdomainName()
class System.DomainCreator
  new()
  static String getContentHostname()
  static String getExperienceCloudSitesBuilderHostname()
  static String getExperienceCloudSitesHostname()
  static String getExperienceCloudSitesLivePreviewHostname()
  static String getExperienceCloudSitesPreviewHostname()
  static String getLightningContainerComponentHostname(String)
  static String getLightningHostname()
  static String getOrgMyDomainHostname()
  static String getSalesforceSitesHostname()
  static String getSetupHostname()
  static String getVisualforceHostname(String)
class System.DomainParser
  new()
  static Domain parse(String)
  static Domain parse(Url)
enum System.DomainType
  CMS_DOMAIN
  CONTENT_DOMAIN
  CUSTOMER_360_ADMIN_DOMAIN
  CUSTOMER_360_DOMAIN
  EXPERIENCE_CLOUD_SITES_BUILDER_DOMAIN
  EXPERIENCE_CLOUD_SITES_DOMAIN
  EXPERIENCE_CLOUD_SITES_LIVE_PREVIEW_DOMAIN
  EXPERIENCE_CLOUD_SITES_PREVIEW_DOMAIN
  LIGHTNING_CONTAINER_COMPONENT_DOMAIN
  LIGHTNING_DOMAIN
  ORG_MY_DOMAIN
  SALESFORCE_SITES_DOMAIN
  SETUP_DOMAIN
  VISUALFORCE_DOMAIN
class System.Double
  void addError(Exception)
  void addError(Exception,Boolean)
  void addError(String)
  void addError(String,Boolean)
  +String format()
  +Integer intValue()
  +Long longValue()
  +Long round()
  +static Double valueOf(Object)
  +static Double valueOf(String)
class System.DuplicateMessageException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.EmailException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.EmailMessages
  new()
  static String getFormattedThreadingToken(Id)
  static Id getRecordIdFromEmail(String,String,String)
class System.EmailTemplateRenderException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.EncodingUtil
  new()
  +static Blob base64Decode(String)
  +static String base64Encode(Blob)
  +static Blob convertFromHex(String)
  +static String convertToHex(Blob)
  +static String urlDecode(String,String)
  +static String urlEncode(String,String)
class System.EventBus
  new()
  static String getOperationId(Object)
  +static List<Database.SaveResult> publish(List<SObject>)
  +static Database.SaveResult publish(SObject)
  static List<Database.SaveResult> publish(List<SObject>,Object)
  static Database.SaveResult publish(SObject,Object)
class System.Exception
  +Exception getCause()
  +Integer getLineNumber()
  +String getMessage()
  +String getStackTraceString()
  +String getTypeName()
  +void initCause(Exception)
  +void setMessage(String)
  +List<String> getDmlFieldNames(Integer)
  +List<Schema.SObjectField> getDmlFields(Integer)
  +String getDmlId(Integer)
  +Integer getDmlIndex(Integer)
  +String getDmlMessage(Integer)
  +String getDmlStatusCode(Integer)
  +StatusCode getDmlType(Integer)
  +Integer getNumDml()
class System.ExternalObjectException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.FatalCursorException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.FeatureManagement
  new()
  static void changeProtection(String,String,String)
  static Boolean checkPackageBooleanValue(String)
  static Date checkPackageDateValue(String)
  static Integer checkPackageIntegerValue(String)
  +static Boolean checkPermission(String)
  static void setPackageBooleanValue(String,Boolean)
  static void setPackageDateValue(String,Date)
  static void setPackageIntegerValue(String,Integer)
class System.FinalException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
interface System.Finalizer
  void execute(FinalizerContext)
interface System.FinalizerContext
  Id getAsyncApexJobId()
  String getRequestId()
  ParentJobResult getResult()
  Exception getException()
class System.FlexQueue
  new()
  static Boolean moveAfterJob(Id,Id)
  static Boolean moveBeforeJob(Id,Id)
  static Boolean moveJobToEnd(Id)
  static Boolean moveJobToFront(Id)
class System.FlowException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.Formula
  new()
  static FormulaEval.FormulaBuilder builder()
  +static List<FormulaRecalcResult> recalculateFormulas(List<SObject>)
class System.FormulaRecalcFieldError
  new()
  String getFieldError()
  String getFieldName()
class System.FormulaRecalcResult
  new()
  +List<FormulaRecalcFieldError> getErrors()
  +SObject getSObject()
  +Boolean isSuccess()
class System.HandledException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.Http
  +new()
  +HttpResponse send(Object)
  String toString()
interface System.HttpCalloutMock
  HttpResponse respond(HttpRequest)
class System.HttpRequest
  +new()
  +String getBody()
  +Blob getBodyAsBlob()
  dom.Document getBodyDocument()
  Boolean getCompressed()
  +String getEndpoint()
  +String getHeader(String)
  +String getMethod()
  +void setBody(String)
  +void setBodyAsBlob(Blob)
  void setBodyDocument(Object)
  void setClientCertificate(String,String)
  void setClientCertificateName(String)
  +void setCompressed(Boolean)
  +void setEndpoint(String)
  +void setHeader(String,String)
  +void setMethod(String)
  +void setTimeout(Integer)
  String toString()
class System.HttpResponse
  +new()
  +String getBody()
  +Blob getBodyAsBlob()
  dom.Document getBodyDocument()
  +String getHeader(String)
  +List<String> getHeaderKeys()
  +String getStatus()
  +Integer getStatusCode()
  XmlStreamReader getXmlStreamReader()
  +void setBody(String)
  +void setBodyAsBlob(Blob)
  +void setHeader(String,String)
  +void setStatus(String)
  +void setStatusCode(Integer)
  String toString()
class System.Id
  new()
  void addError(Exception)
  void addError(Exception,Boolean)
  void addError(String)
  void addError(String,Boolean)
  Boolean equals(String)
  +Schema.SObjectType getSobjectType()
  +String to15()
  +static Id valueOf(String)
  +static Id valueOf(String,Boolean)
class System.Ideas
  new()
  static List<Id> findSimilar(SObject)
  static List<Id> getAllRecentReplies(String,String)
  static List<Id> getReadRecentReplies(String,String)
  static List<Id> getUnreadRecentReplies(String,String)
  static void markRead(String)
class System.IllegalArgumentException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
interface System.InstallContext
  Id installerId()
  Boolean isPush()
  Boolean isUpgrade()
  Id organizationId()
  Version previousVersion()
interface System.InstallHandler
  void onInstall(InstallContext)
class System.Integer
  void addError(Exception)
  void addError(Exception,Boolean)
  void addError(String)
  void addError(String,Boolean)
  +String format()
  +static Integer valueOf(Object)
  +static Integer valueOf(String)
class System.InvalidHeaderException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.InvalidParameterValueException extends Exception
  new(String,String)
class System.InvalidReadOnlyUserDmlException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
interface System.Iterable<T>
  Iterator<T> iterator()
interface System.Iterator<T>
  +Boolean hasNext()
  +T next()
class System.JSON
  new()
  +static JSONGenerator createGenerator(Boolean)
  +static JSONParser createParser(String)
  +static Object deserialize(String,Type)
  +static Object deserializeStrict(String,Type)
  +static Object deserializeUntyped(String)
  +static String serialize(Object)
  +static String serialize(Object,Boolean)
  +static String serializePretty(Object)
  +static String serializePretty(Object,Boolean)
class System.JSONException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.JSONGenerator
  new()
  +void close()
  +String getAsString()
  +Boolean isClosed()
  +void writeBlob(Blob)
  +void writeBlobField(String,Blob)
  +void writeBoolean(Boolean)
  +void writeBooleanField(String,Boolean)
  +void writeDate(Date)
  +void writeDateField(String,Date)
  +void writeDateTime(Datetime)
  +void writeDateTimeField(String,Datetime)
  +void writeEndArray()
  +void writeEndObject()
  +void writeFieldName(String)
  +void writeId(Id)
  +void writeIdField(String,Id)
  +void writeNull()
  +void writeNullField(String)
  +void writeNumber(Decimal)
  +void writeNumber(Double)
  +void writeNumber(Integer)
  +void writeNumber(Long)
  +void writeNumberField(String,Decimal)
  +void writeNumberField(String,Double)
  +void writeNumberField(String,Integer)
  +void writeNumberField(String,Long)
  +void writeObject(Object)
  +void writeObjectField(String,Object)
  +void writeStartArray()
  +void writeStartObject()
  +void writeString(String)
  +void writeStringField(String,String)
  +void writeTime(Time)
  +void writeTimeField(String,Time)
class System.JSONParser
  new()
  +void clearCurrentToken()
  +Blob getBlobValue()
  +Boolean getBooleanValue()
  +String getCurrentName()
  +JSONToken getCurrentToken()
  +Datetime getDateTimeValue()
  +Date getDateValue()
  +Decimal getDecimalValue()
  +Double getDoubleValue()
  +Id getIdValue()
  +Integer getIntegerValue()
  +JSONToken getLastClearedToken()
  +Long getLongValue()
  +String getText()
  +Time getTimeValue()
  +Boolean hasCurrentToken()
  +JSONToken nextToken()
  +JSONToken nextValue()
  +Object readValueAs(Type)
  +Object readValueAsStrict(Type)
  +void skipChildren()
enum System.JSONToken
  END_ARRAY
  END_OBJECT
  FIELD_NAME
  NOT_AVAILABLE
  START_ARRAY
  START_OBJECT
  VALUE_EMBEDDED_OBJECT
  VALUE_FALSE
  VALUE_NULL
  VALUE_NUMBER_FLOAT
  VALUE_NUMBER_INT
  VALUE_STRING
  VALUE_TRUE
class System.Label
  new()
  +static String get(String,String)
  static String get(String,String,String)
  static Boolean translationExists(String,String,String)
class System.LicenseException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.LimitException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.Limits
  new()
  +static Integer getAggregateQueries()
  +static Integer getLimitAggregateQueries()
  static Integer getApexCursorRows()
  static Integer getLimitApexCursorRows()
  static Integer getFetchCallsOnApexCursor()
  static Integer getLimitFetchCallsOnApexCursor()
  +static Integer getAsyncCalls()
  +static Integer getLimitAsyncCalls()
  +static Integer getCallouts()
  +static Integer getChildRelationshipsDescribes()
  +static Integer getLimitCallouts()
  +static Integer getCpuTime()
  +static Integer getLimitCpuTime()
  +static Integer getDmlRows()
  +static Integer getLimitDmlRows()
  +static Integer getDmlStatements()
  +static Integer getLimitDmlStatements()
  +static Integer getEmailInvocations()
  +static Integer getLimitEmailInvocations()
  static Integer getFindSimilarCalls()
  static Integer getLimitFindSimilarCalls()
  +static Integer getFutureCalls()
  +static Integer getLimitFutureCalls()
  +static Integer getHeapSize()
  +static Integer getLimitHeapSize()
  +static Integer getMobilePushApexCalls()
  +static Integer getLimitMobilePushApexCalls()
  +static Integer getPublishImmediateDML()
  +static Integer getLimitPublishImmediateDML()
  +static Integer getQueries()
  +static Integer getLimitQueries()
  +static Integer getQueryLocatorRows()
  +static Integer getLimitQueryLocatorRows()
  +static Integer getQueryRows()
  +static Integer getLimitQueryRows()
  +static Integer getQueueableJobs()
  +static Integer getLimitQueueableJobs()
  static Integer getRunAs()
  static Integer getLimitRunAs()
  static Integer getSavepointRollbacks()
  static Integer getLimitSavepointRollbacks()
  static Integer getSavepoints()
  static Integer getLimitSavepoints()
  +static Integer getSoslQueries()
  +static Integer getLimitSoslQueries()
  static Integer getDatabaseTime()
  static Integer getLimitDatabaseTime()
  +static Integer getFieldSetsDescribes()
  +static Integer getLimitFieldSetsDescribes()
  +static Integer getFieldsDescribes()
  +static Integer getLimitFieldsDescribes()
  +static Integer getLimitChildRelationshipsDescribes()
  +static Integer getPicklistDescribes()
  +static Integer getLimitPicklistDescribes()
  +static Integer getRecordTypesDescribes()
  +static Integer getLimitRecordTypesDescribes()
  static Integer getScriptStatements()
  static Integer getLimitScriptStatements()
class System.List<T> implements Iterable<T>
  new()
  new(List<T>)
  new(Set<T>)
  new(Integer)
  +void add(T)
  +void add(Integer,T)
  +void addAll(List<T>)
  +void addAll(Set<T>)
  +void clear()
  +Boolean contains(T)
  +List<T> deepClone()
  +List<T> deepClone(Boolean)
  List<T> deepClone(Boolean,Boolean)
  +List<T> deepClone(Boolean,Boolean,Boolean)
  +T get(Integer)
  +Schema.SObjectType getSObjectType()
  +Integer indexOf(T)
  +Iterator<T> iterator()
  +Boolean isEmpty()
  +T remove(Integer)
  +void set(Integer,T)
  +Integer size()
  +void sort()
  +void sort(Comparator<T>)
  +String toString()
  +List<T> clone()
  +Integer hashCode()
  +Boolean equals(List<T>)
class System.ListException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.Location
  Double latitude
  Double longitude
  new()
  Double getDistance(Location,String)
  Double getLatitude()
  Double getLongitude()
  static Double getDistance(Location,Location,String)
  static Location newInstance(Decimal,Decimal)
enum System.LoggingLevel
  DEBUG
  ERROR
  FINE
  FINER
  FINEST
  INFO
  INTERNAL
  NONE
  WARN
class System.Long
  void addError(Exception)
  void addError(Exception,Boolean)
  void addError(String)
  void addError(String,Boolean)
  +String format()
  +Integer intValue()
  +static Long valueOf(String)
class System.Map<K,V>
  new()
  new(Map<K,V>)
  new(List<SObject>)
  +void clear()
  +Boolean containsKey(K)
  +Map<K,V> deepClone()
  +V get(K)
  +Schema.SObjectType getSObjectType()
  +Boolean isEmpty()
  +Set<K> keySet()
  +V put(K,V)
  +void putAll(Map<K,V>)
  +void putAll(List<SObject>)
  +V remove(K)
  +Integer size()
  +String toString()
  +List<V> values()
  +Map<K,V> clone()
  +Integer hashCode()
  +Boolean equals(Map<K,V>)
class System.Matcher
  new()
  +Integer end()
  +Integer end(Integer)
  +Boolean find()
  +Boolean find(Integer)
  +String group()
  +String group(Integer)
  +Integer groupCount()
  Boolean hasAnchoringBounds()
  Boolean hasTransparentBounds()
  +Boolean hitEnd()
  +Boolean lookingAt()
  +Boolean matches()
  +Pattern pattern()
  Matcher region(Integer,Integer)
  Integer regionEnd()
  Integer regionStart()
  +String replaceAll(String)
  +String replaceFirst(String)
  Boolean requireEnd()
  +Matcher reset()
  +Matcher reset(String)
  +Integer start()
  +Integer start(Integer)
  Matcher useAnchoringBounds(Boolean)
  Matcher usePattern(Pattern)
  Matcher useTransparentBounds(Boolean)
  +static String quoteReplacement(String)
class System.Math
  +static Double E
  +static Double PI
  new()
  +static Decimal abs(Decimal)
  +static Double abs(Double)
  +static Integer abs(Integer)
  +static Long abs(Long)
  +static Decimal acos(Decimal)
  +static Double acos(Double)
  +static Decimal asin(Decimal)
  +static Double asin(Double)
  +static Decimal atan(Decimal)
  +static Double atan(Double)
  +static Decimal atan2(Decimal,Decimal)
  +static Double atan2(Double,Double)
  +static Decimal cbrt(Decimal)
  +static Double cbrt(Double)
  +static Decimal ceil(Decimal)
  +static Double ceil(Double)
  +static Decimal cos(Decimal)
  +static Double cos(Double)
  +static Decimal cosh(Decimal)
  +static Double cosh(Double)
  +static Decimal exp(Decimal)
  +static Double exp(Double)
  +static Decimal floor(Decimal)
  +static Double floor(Double)
  +static Decimal log(Decimal)
  +static Double log(Double)
  +static Decimal log10(Decimal)
  +static Double log10(Double)
  +static Decimal max(Decimal,Double)
  +static Decimal max(Decimal,Decimal)
  +static Double max(Double,Double)
  +static Integer max(Integer,Integer)
  +static Long max(Long,Long)
  +static Decimal min(Decimal,Double)
  +static Decimal min(Decimal,Decimal)
  +static Double min(Double,Double)
  +static Integer min(Integer,Integer)
  +static Long min(Long,Long)
  +static Integer mod(Integer,Integer)
  +static Long mod(Long,Long)
  +static Double pow(Double,Double)
  +static Double random()
  +static Decimal rint(Decimal)
  +static Double rint(Double)
  +static Integer round(Decimal)
  +static Integer round(Double)
  +static Long roundToLong(Decimal)
  +static Long roundToLong(Double)
  +static Decimal signum(Decimal)
  +static Double signum(Double)
  +static Decimal sin(Decimal)
  +static Double sin(Double)
  +static Decimal sinh(Decimal)
  +static Double sinh(Double)
  +static Decimal sqrt(Decimal)
  +static Double sqrt(Double)
  +static Decimal tan(Decimal)
  +static Double tan(Double)
  +static Decimal tanh(Decimal)
  +static Double tanh(Double)
class System.MathException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.Messaging
  new()
  static Messaging.InboundEmail extractInboundEmail(Object,Boolean)
  static List<Messaging.RenderEmailTemplateBodyResult> renderEmailTemplate(String,String,List<String>)
  static Messaging.SingleEmailMessage renderStoredEmailTemplate(String,String,String)
  static Messaging.SingleEmailMessage renderStoredEmailTemplate(String,String,String,Object)
  static Messaging.SingleEmailMessage renderStoredEmailTemplate(String,String,String,Object,Boolean)
  static void reserveMassEmailCapacity(Integer)
  static void reserveSingleEmailCapacity(Integer)
  static List<Messaging.SendEmailResult> sendEmail(List<Messaging.Email>)
  static List<Messaging.SendEmailResult> sendEmail(List<Messaging.Email>,Boolean)
  static List<Messaging.SendEmailResult> sendEmailMessage(List<Id>)
  static List<Messaging.SendEmailResult> sendEmailMessage(List<Id>,Boolean)
class System.MultiStaticResourceCalloutMock
  new()
  HttpResponse respond(HttpRequest)
  void setHeader(String,String)
  void setStaticResource(String,String)
  void setStatus(String)
  void setStatusCode(Integer)
class System.Network
  new()
  static PageReference communitiesLanding()
  static PageReference forwardToAuthPage(String)
  static PageReference forwardToAuthPage(String,String)
  static String getLoginUrl(String)
  static String getLogoutUrl(String)
  static String getNetworkId()
  static String getSelfRegUrl(String)
  static Integer loadAllPackageDefaultNetworkDashboardSettings()
  static Integer loadAllPackageDefaultNetworkPulseSettings()
  static Integer loadAllPackageDefaultNetworkWorkspaceMetricSettings()
class System.NoAccessException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.NoDataFoundException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.NoSuchElementException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.NullPointerException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.OrgLimit
  new()
  +Integer getLimit()
  +String getName()
  +Integer getValue()
class System.OrgLimits
  new()
  +static List<OrgLimit> getAll()
  +static Map<String,OrgLimit> getMap()
class System.PageReference
  new(SObject)
  new(String)
  String getAnchor()
  Blob getContent()
  Blob getContentAsPDF()
  Map<String,Cookie> getCookies()
  Map<String,String> getHeaders()
  Map<String,String> getParameters()
  Boolean getRedirect()
  String getUrl()
  PageReference setAnchor(String)
  void setCookies(List<Cookie>)
  PageReference setRedirect(Boolean)
  static PageReference forResource(String)
  static PageReference forResource(String,String)
enum System.ParentJobResult
  SUCCESS
  UNHANDLED_EXCEPTION
class System.Pattern
  new()
  +Matcher matcher(String)
  +String pattern()
  +List<String> split(String)
  +List<String> split(String,Integer)
  +static Pattern compile(String)
  +static Boolean matches(String,String)
  +static String quote(String)
class System.PlatformCacheException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.ProcedureException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.QueryException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
  +Map<String,Set<String>> getInaccessibleFields()
interface System.Queueable
  void execute(QueueableContext)
interface System.QueueableContext
  +Id getJobId()
class System.QueueableContextImpl
  new()
  Id getJobId()
class System.QueueableDuplicateSignature.Builder
  new()
  QueueableDuplicateSignatureBuilder addId(Id)
  QueueableDuplicateSignatureBuilder addInteger(Integer)
  QueueableDuplicateSignatureBuilder addString(String)
  QueueableDuplicateSignature build()
  Integer getMaxSize()
  Integer getRemainingSize()
  Integer getSize()
class System.QueueableDuplicateSignature
  new()
  String toString()
class System.QuickAction
  static List<QuickAction.DescribeAvailableQuickActionResult> describeAvailableQuickActions(String)
  static List<QuickAction.DescribeQuickActionResult> describeQuickActions(List<String>)
  static QuickAction.QuickActionResult performQuickAction(QuickAction.QuickActionRequest)
  static QuickAction.QuickActionResult performQuickAction(QuickAction.QuickActionRequest,Boolean)
  static List<QuickAction.QuickActionResult> performQuickActions(List<QuickAction.QuickActionRequest>)
  static List<QuickAction.QuickActionResult> performQuickActions(List<QuickAction.QuickActionRequest>,Boolean)
  static QuickAction.QuickActionTemplateResult retrieveQuickActionTemplate(String,Id)
  static List<QuickAction.QuickActionTemplateResult> retrieveQuickActionTemplates(List<String>,Id)
enum System.Quiddity
  UD
  ANONYMOUS
  AURA
  BATCH_ACS
  BATCH_APEX
  BATCH_CHUNK_PARALLEL
  BATCH_CHUNK_SERIAL
  BULK_API
  COMMERCE_INTEGRATION
  DISCOVERABLE_LOGIN
  FUNCTION_CALLBACK
  FUTURE
  INBOUND_EMAIL_SERVICE
  INVOCABLE_ACTION
  IOT
  PLATFORM_EVENT_PUBLISH_CALLBACK
  QUEUEABLE
  QUICK_ACTION
  REMOTE_ACTION
  REST
  RUNTEST_ASYNC
  RUNTEST_DEPLOY
  RUNTEST_SYNC
  SCHEDULED
  SOAP
  SYNCHRONOUS
  TRANSACTION_FINALIZER_QUEUEABLE
  VF
class System.RemoteObjectController
  new()
  static Map<String,Object> create(String,Map<String,Object>)
  static Map<String,Object> del(String,List<String>)
  static Map<String,Object> retrieve(String,List<String>,Map<String,Object>)
  static Map<String,Object> updat(String,List<String>,Map<String,Object>)
class System.Request
  +static Request getCurrent()
  +Quiddity getQuiddity()
  +String getRequestId()
class System.RequiredFeatureMissingException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.ResetPasswordResult
  String password
  String getPassword()
class System.RestContext
  +static RestRequest request
  +static RestResponse response
  new()
class System.RestRequest
  +Map<String,String> headers
  +String httpMethod
  +Map<String,String> params
  +String remoteAddress
  +Blob requestBody
  +String requestURI
  +String resourcePath
  +new()
  +void addHeader(String,String)
  +void addParameter(String,String)
class System.RestResponse
  +Map<String,String> headers
  +Blob responseBody
  +Integer statusCode
  +new()
  +void addHeader(String,String)
enum System.RoundingMode
  CEILING
  DOWN
  FLOOR
  HALF_DOWN
  HALF_EVEN
  HALF_UP
  UNNECESSARY
  UP
class System.SObject
  Id Id
  SObject.UserRecordAccess UserRecordAccess
  +void addError(Exception)
  +void addError(Exception,Boolean)
  +void addError(String)
  +void addError(String,Boolean)
  +void addError(String,String)
  +void addError(String,String,Boolean)
  +void addError(Schema.SObjectField,String)
  +void addError(Schema.SObjectField,String,Boolean)
  +void clear()
  +Object get(Schema.SObjectField)
  +Object get(String)
  +Map<String,SObject> getAll()
  Id getCloneSourceId()
  +List<Database.Error> getErrors()
  SObject getInstance()
  +SObject getInstance(String)
  Database.DMLOptions getOptions()
  SObject getOrgDefaults()
  +Map<String,Object> getPopulatedFieldsAsMap()
  String getQuickActionName()
  +SObject getSObject(Schema.SObjectField)
  +SObject getSObject(String)
  +Schema.SObjectType getSObjectType()
  List<SObject> getSObjects(Schema.SObjectField)
  +List<SObject> getSObjects(String)
  SObject getValues(String)
  +Boolean hasErrors()
  Boolean isClone()
  +Boolean isSet(Schema.SObjectField)
  +Boolean isSet(String)
  +Object put(Schema.SObjectField,Object)
  +Object put(String,Object)
  +SObject putSObject(Schema.SObjectField,SObject)
  +SObject putSObject(String,SObject)
  +void recalculateFormulas()
  void setOptions(Object)
  +SObject clone()
  +SObject clone(Boolean)
  +SObject clone(Boolean,Boolean)
  +SObject clone(Boolean,Boolean,Boolean)
  +SObject clone(Boolean,Boolean,Boolean,Boolean)
class System.SObjectAccessDecision
  new()
  +Set<Integer> getModifiedIndexes()
  +List<SObject> getRecords()
  +Map<String,Set<String>> getRemovedFields()
class System.SObjectException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.SandboxContext
  Id organizationId()
  Id sandboxId()
  String sandboxName()
interface System.SandboxPostCopy
  void runApexClass(SandboxContext)
class System.Savepoint
  new()
interface System.Schedulable
  void execute(SchedulableContext)
interface System.SchedulableContext
  Id getTriggerId()
class System.SchedulableContextImpl
  new()
class System.Schema
  new()
  static List<Schema.DescribeDataCategoryGroupStructureResult> describeDataCategoryGroupStructures(List<Schema.DataCategoryGroupSobjectTypePair>,Boolean)
  static List<Schema.DescribeDataCategoryGroupResult> describeDataCategoryGroups(List<String>)
  +static List<Schema.DescribeSObjectResult> describeSObjects(List<String>)
  +static List<Schema.DescribeSObjectResult> describeSObjects(List<String>,Object)
  static List<Schema.DescribeTabSetResult> describeTabs()
  static Map<String,Schema.SObjectType> getAppDescribe(String)
  +static Map<String,Schema.SObjectType> getGlobalDescribe()
  static Map<String,Schema.SObjectType> getModuleDescribe()
  static Map<String,Schema.SObjectType> getModuleDescribe(String)
class System.Search
  new()
  static Search.SearchResults find(String)
  static Search.SearchResults find(String,AccessLevel)
  static List<List<SObject>> query(String)
  static List<List<SObject>> query(String,AccessLevel)
  static Search.SuggestionResults suggest(String,String,Object)
  static Search.SuggestionResults suggest(String,String,Object,AccessLevel)
class System.SearchException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.Security
  new()
  +static SObjectAccessDecision stripInaccessible(AccessType,List<SObject>,Boolean)
  +static SObjectAccessDecision stripInaccessible(AccessType,List<SObject>)
  static SObjectAccessDecision stripInaccessible(AccessType,List<SObject>,Id)
class System.SecurityException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.SelectOption
  new(String,String)
  new(String,String,Boolean)
  Boolean getDisabled()
  Boolean getEscapeItem()
  String getLabel()
  String getValue()
  void setDisabled(Boolean)
  void setEscapeItem(Boolean)
  void setLabel(String)
  void setValue(String)
class System.SerializationException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.Set<T> implements Iterable<T>
  new()
  new(Set<T>)
  new(List<T>)
  +Boolean add(T)
  +Boolean addAll(List<T>)
  +Boolean addAll(Set<T>)
  +void clear()
  +Boolean contains(T)
  +Boolean containsAll(List<T>)
  +Boolean containsAll(Set<T>)
  +Boolean isEmpty()
  +Boolean remove(T)
  +Boolean removeAll(List<T>)
  +Boolean removeAll(Set<T>)
  +Boolean retainAll(List<T>)
  +Boolean retainAll(Set<T>)
  +Integer size()
  +String toString()
  +Iterator<T> iterator()
  +Set<T> clone()
  +Integer hashCode()
  +Boolean equals(Set<Object>)
enum System.SetupScope
  ORGANIZATION
  PROFILE
  USER
class System.Site
  new()
  static PageReference changePassword(String,String)
  static PageReference changePassword(String,String,String)
  static Id createExternalUser(SObject,String)
  static Id createExternalUser(SObject,String,String)
  static Id createExternalUser(SObject,String,String,Boolean)
  static Id createPersonAccountPortalUser(SObject,String,String)
  static Id createPersonAccountPortalUser(SObject,String,String,String)
  static Id createPortalUser(SObject,String)
  static Id createPortalUser(SObject,String,String)
  static Id createPortalUser(SObject,String,String,Boolean)
  static Boolean forgotPassword(String)
  static Boolean forgotPassword(String,String)
  static String getAdminEmail()
  static Id getAdminId()
  static String getAnalyticsTrackingCode()
  static String getBaseCustomUrl()
  static String getBaseInsecureUrl()
  static String getBaseRequestUrl()
  static String getBaseSecureUrl()
  static String getBaseUrl()
  static String getCurrentSiteUrl()
  static String getCustomWebAddress()
  static String getDomain()
  static String getErrorDescription()
  static String getErrorMessage()
  static String getExperienceId()
  static String getMasterLabel()
  static String getName()
  static String getOriginalUrl()
  static String getPasswordPolicyStatement()
  static String getPathPrefix()
  static String getPrefix()
  static Id getSiteId()
  static String getSiteType()
  static String getSiteTypeLabel()
  static PageReference getTemplate()
  static Boolean isLoginEnabled()
  static Boolean isPasswordExpired()
  static Boolean isRegistrationEnabled()
  static Boolean isValidUsername(String)
  static PageReference login(String,String,String)
  static PageReference passwordlessLogin(Id,List<Auth.VerificationMethod>,String)
  static void setExperienceId(String)
  static void setPortalUserAsAuthProvider(SObject,String)
  static void validatePassword(SObject,String,String)
class System.SoqlStubProvider
  new()
  List<SObject> handleSoqlQuery(Schema.SObjectType,String,Map<String,Object>)
class System.StaticResourceCalloutMock
  new()
  HttpResponse respond(HttpRequest)
  void setHeader(String,String)
  void setStaticResource(String)
  void setStatus(String)
  void setStatusCode(Integer)
enum System.StatusCode
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
class System.String
  +String abbreviate(Integer)
  +String abbreviate(Integer,Integer)
  void addError(Exception)
  void addError(Exception,Boolean)
  void addError(String)
  void addError(String,Boolean)
  +String capitalize()
  +String center(Integer)
  +String center(Integer,String)
  +Integer charAt(Integer)
  +Integer codePointAt(Integer)
  +Integer codePointBefore(Integer)
  +Integer codePointCount(Integer,Integer)
  +Integer compareTo(String)
  +Boolean contains(String)
  +Boolean containsAny(String)
  +Boolean containsIgnoreCase(String)
  +Boolean containsNone(String)
  +Boolean containsOnly(String)
  +Boolean containsWhitespace()
  +Integer countMatches(String)
  +String deleteWhitespace()
  +String difference(String)
  +Boolean endsWith(String)
  +Boolean endsWithIgnoreCase(String)
  +Boolean equals(Object)
  +Boolean equalsIgnoreCase(String)
  +String escapeCsv()
  +String escapeEcmaScript()
  +String escapeHtml3()
  +String escapeHtml4()
  +String escapeJava()
  +String escapeUnicode()
  +String escapeXml()
  +List<Integer> getChars()
  +Integer getLevenshteinDistance(String)
  +Integer getLevenshteinDistance(String,Integer)
  +Integer hashCode()
  +Integer indexOf(String)
  +Integer indexOf(String,Integer)
  +Integer indexOfAny(String)
  +Integer indexOfAnyBut(String)
  +Integer indexOfChar(Integer)
  +Integer indexOfChar(Integer,Integer)
  +Integer indexOfDifference(String)
  +Integer indexOfIgnoreCase(String)
  +Integer indexOfIgnoreCase(String,Integer)
  +Boolean isAllLowerCase()
  +Boolean isAllUpperCase()
  +Boolean isAlpha()
  +Boolean isAlphaSpace()
  +Boolean isAlphanumeric()
  +Boolean isAlphanumericSpace()
  +Boolean isAsciiPrintable()
  +Boolean isNumeric()
  +Boolean isNumericSpace()
  +Boolean isWhitespace()
  +Integer lastIndexOf(String,Integer)
  +Integer lastIndexOf(String)
  +Integer lastIndexOfChar(Integer)
  +Integer lastIndexOfChar(Integer,Integer)
  +Integer lastIndexOfIgnoreCase(String)
  +Integer lastIndexOfIgnoreCase(String,Integer)
  +String left(Integer)
  +String leftPad(Integer)
  +String leftPad(Integer,String)
  +Integer length()
  +String mid(Integer,Integer)
  +String normalizeSpace()
  +Integer offsetByCodePoints(Integer,Integer)
  +String overlay(String,Integer,Integer)
  +String remove(String)
  +String removeEnd(String)
  +String removeEndIgnoreCase(String)
  +String removeStart(String)
  +String removeStartIgnoreCase(String)
  +String repeat(Integer)
  +String repeat(String,Integer)
  +String replace(String,String)
  +String replaceAll(String,String)
  +String replaceFirst(String,String)
  +String reverse()
  +String right(Integer)
  +String rightPad(Integer)
  +String rightPad(Integer,String)
  +List<String> split(String)
  +List<String> split(String,Integer)
  +List<String> splitByCharacterType()
  +List<String> splitByCharacterTypeCamelCase()
  +Boolean startsWith(String)
  +Boolean startsWithIgnoreCase(String)
  +String stripHtmlTags()
  +String substring(Integer)
  +String substring(Integer,Integer)
  +String substringAfter(String)
  +String substringAfterLast(String)
  +String substringBefore(String)
  +String substringBeforeLast(String)
  +String substringBetween(String,String)
  +String substringBetween(String)
  +String swapCase()
  +String toLowerCase()
  +String toLowerCase(String)
  +String toUpperCase()
  +String toUpperCase(String)
  +String trim()
  +String uncapitalize()
  +String unescapeCsv()
  +String unescapeEcmaScript()
  +String unescapeHtml3()
  +String unescapeHtml4()
  +String unescapeJava()
  +String unescapeUnicode()
  +String unescapeXml()
  +static String escapeSingleQuotes(String)
  +static String format(String,List<Object>)
  +static String fromCharArray(List<Integer>)
  +static String getCommonPrefix(List<String>)
  +static Boolean isBlank(String)
  +static Boolean isEmpty(String)
  +static Boolean isNotBlank(String)
  +static Boolean isNotEmpty(String)
  +static String join(Object,String)
  +static String valueOf(Date)
  +static String valueOf(Datetime)
  +static String valueOf(Decimal)
  +static String valueOf(Double)
  +static String valueOf(Integer)
  +static String valueOf(Long)
  +static String valueOf(Object)
  +static String valueOfGmt(Datetime)
class System.StringException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
interface System.StubProvider
  Object handleMethodCall(Object,String,Type,List<Type>,List<String>,List<Object>)
class System.SupportPredictiveService
  new()
  static List<Id> findSimilarCases(String)
class System.System
  new()
  static void abortJob(String)
  +static void Assert(Boolean)
  +static void Assert(Boolean,Object)
  +static void assertEquals(Object,Object)
  +static void assertEquals(Object,Object,Object)
  +static void assertNotEquals(Object,Object)
  +static void assertNotEquals(Object,Object,Object)
  static void changeOwnPassword(String,String)
  static PageReference currentPageReference()
  +static Long currentTimeMillis()
  +static void debug(Object)
  +static void debug(Object,Object)
  +static Id enqueueJob(Object)
  +static Id enqueueJob(Object,Integer)
  +static Id enqueueJob(Object,AsyncOptions)
  +static Boolean equals(Object,Object)
  static ApplicationReadWriteMode getApplicationReadWriteMode()
  +static Integer hashCode(Object)
  +static Boolean isBatch()
  +static Boolean isFuture()
  +static Boolean isQueueable()
  +static Boolean isScheduled()
  static void movePassword(Id,Id)
  +static Datetime now()
  static void pauseJobById(String)
  static void pauseJobByName(String)
  static List<Id> process(List<Id>,String,String,String)
  static Integer purgeOldAsyncJobs(Date)
  static Version requestVersion()
  static ResetPasswordResult resetPassword(Id,Boolean)
  static ResetPasswordResult resetPasswordWithEmailTemplate(Id,Boolean,String)
  static void resumeJobById(String)
  static void resumeJobByName(String)
  static void runAs(Version)
  static void runAs(SObject,Object)
  static String schedule(String,String,Object)
  static String scheduleBatch(Object,String,Integer)
  static String scheduleBatch(Object,String,Integer,Integer)
  static void setPassword(Id,String)
  static List<Id> submit(List<Id>,String,String)
  +static Date today()
  static void attachFinalizer(Finalizer)
class System.Test
  new()
  static void calculatePermissionSetGroup(List<String>)
  static void calculatePermissionSetGroup(String)
  static void clearApexPageMessages()
  static void createSoqlStub(Schema.SObjectType,SoqlStubProvider)
  +static Object createStub(Type,StubProvider)
  static SObject createStubQueryRow(Schema.SObjectType,Map<String,Object>)
  static List<SObject> createStubQueryRows(Schema.SObjectType,List<Map<String,Object>>)
  static void enableChangeDataCapture()
  static List<Id> enqueueBatchJobs(Integer)
  +static EventBus.TestBroker getEventBus()
  static List<Id> getFlexQueueOrder()
  +static Id getStandardPricebookId()
  static Object invokeContinuationMethod(Object,Continuation)
  +static Boolean isRunningTest()
  +static List<SObject> loadData(Schema.SObjectType,String)
  static QuickAction.SendEmailQuickActionDefaults newSendEmailQuickActionDefaults(Id,Id)
  static void setContinuationResponse(String,HttpResponse)
  +static void setCreatedDate(Id,Datetime)
  static void setCurrentPage(Object)
  static void setCurrentPageReference(Object)
  +static void setFixedSearchResults(List<String>)
  +static void setMock(Type,Object)
  static void setReadOnlyApplicationMode(Boolean)
  +static void startTest()
  +static void stopTest()
  static void testInstall(InstallHandler,Version)
  static void testInstall(InstallHandler,Version,Boolean)
  static void testSandboxPostCopyScript(SandboxPostCopy,Id,Id,String)
  static void testSandboxPostCopyScript(SandboxPostCopy,Id,Id,String,Boolean)
  static void testUninstall(UninstallHandler)
class System.Time
  new()
  void addError(Exception)
  void addError(Exception,Boolean)
  void addError(String)
  void addError(String,Boolean)
  +Time addHours(Integer)
  +Time addMilliseconds(Integer)
  +Time addMinutes(Integer)
  +Time addSeconds(Integer)
  +Integer hour()
  +Integer millisecond()
  +Integer minute()
  +Integer second()
  +static Time newInstance(Integer,Integer,Integer,Integer)
class System.TimeZone
  new()
  +String getDisplayName()
  +String getID()
  +Integer getOffset(Datetime)
  +String toString()
  +static TimeZone getTimeZone(String)
class System.TouchHandledException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.TransientCursorException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.Trigger
  +static Boolean isAfter
  +static Boolean isBefore
  +static Boolean isDelete
  +static Boolean isExecuting
  +static Boolean isInsert
  +static Boolean isUndelete
  +static Boolean isUpdate
  +static List<SObject> New
  +static Map<Id,SObject> newMap
  +static List<SObject> old
  +static Map<Id,SObject> oldMap
  +static TriggerOperation operationType
  +static Integer size
  new()
enum System.TriggerOperation
  AFTER_DELETE
  AFTER_INSERT
  AFTER_UNDELETE
  AFTER_UPDATE
  BEFORE_DELETE
  BEFORE_INSERT
  BEFORE_UPDATE
class System.Type
  Schema.SObjectType SObjectType
  new()
  +Boolean equals(Object)
  +String getName()
  +Integer hashCode()
  +Boolean isAssignableFrom(Type)
  +Object newInstance()
  +String toString()
  +static Type forName(String)
  +static Type forName(String,String)
class System.TypeException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.UUID
  new()
  +static UUID fromString(String)
  +static UUID randomUUID()
  +Boolean equals(Object)
  +Integer hashCode()
  +String toString()
class System.UnexpectedException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
interface System.UninstallContext
  Id organizationId()
  Id uninstallerId()
interface System.UninstallHandler
  void onUninstall(UninstallContext)
class System.UnsupportedOperationException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.Url
  +new(String,String,Integer,String)
  +new(String,String,String)
  +new(String)
  new(Url,String)
  +String getAuthority()
  +Integer getDefaultPort()
  +String getFile()
  +String getHost()
  +String getPath()
  +Integer getPort()
  +String getProtocol()
  +String getQuery()
  +String getRef()
  +String getUserInfo()
  +Boolean sameFile(Url)
  +String toExternalForm()
  +String toString()
  static Url getCurrentRequestUrl()
  static String getFileFieldURL(String,String)
  +static Url getOrgDomainUrl()
  +static Url getSalesforceBaseUrl()
class System.UserInfo
  new()
  static String getCurrentUvid()
  +static String getDefaultCurrency()
  +static String getFirstName()
  +static String getLanguage()
  +static String getLastName()
  +static String getLocale()
  +static String getName()
  +static String getOrganizationId()
  +static String getOrganizationName()
  +static String getProfileId()
  static String getSessionId()
  +static TimeZone getTimeZone()
  +static String getUiTheme()
  +static String getUiThemeDisplayed()
  +static String getUserEmail()
  +static String getUserId()
  +static String getUserName()
  +static String getUserRoleId()
  +static String getUserType()
  static Boolean hasPackageLicense(Id)
  static Boolean isCurrentUserLicensed(String)
  static Boolean isCurrentUserLicensedForPackage(Id)
  +static Boolean isMultiCurrencyOrganization()
class System.UserManagement
  new()
  static void deregisterVerificationMethod(Id,Auth.VerificationMethod)
  static String formatPhoneNumber(String,String)
  static String initSelfRegistration(Auth.VerificationMethod,SObject.User)
  static void obfuscateUser(Id)
  static void obfuscateUser(Id,String)
  static PageReference registerVerificationMethod(Auth.VerificationMethod,String)
  static Boolean sendAsyncEmailConfirmation(String,String,String,String)
  static Auth.VerificationResult verifySelfRegistration(Auth.VerificationMethod,String,String,String)
class System.Version
  new(Integer,Integer)
  new(Integer,Integer,Integer)
  Integer compareTo(Version)
  Integer major()
  Integer minor()
  Integer patch()
class System.VisualforceException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.WaveTemplateException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.WebServiceCallout
  new()
  static Object beginInvoke(Object,Object,Object,Object,List<String>)
  static Object endInvoke(Object)
  static void invoke(Object,Object,Map<String,Object>,List<String>)
class System.WebServiceCalloutFuture
  static void invoke(Object,Object,Map<String,Object>,List<String>)
interface System.WebServiceMock
  void doInvoke(Object,Object,Map<String,Object>,String,String,String,String,String,String)
class System.XmlException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
class System.XmlStreamReader
  new(String)
  Integer getAttributeCount()
  String getAttributeLocalName(Integer)
  String getAttributeNamespace(Integer)
  String getAttributePrefix(Integer)
  String getAttributeType(Integer)
  String getAttributeValue(String,String)
  String getAttributeValueAt(Integer)
  XmlTag getEventType()
  String getLocalName()
  String getLocation()
  String getNamespace()
  Integer getNamespaceCount()
  String getNamespacePrefix(Integer)
  String getNamespaceURI(String)
  String getNamespaceURIAt(Integer)
  String getPIData()
  String getPITarget()
  String getPrefix()
  String getText()
  String getVersion()
  Boolean hasName()
  Boolean hasNext()
  Boolean hasText()
  Boolean isCharacters()
  Boolean isEndElement()
  Boolean isStartElement()
  Boolean isWhitespace()
  Integer next()
  Integer nextTag()
  void setCoalescing(Boolean)
  void setNamespaceAware(Boolean)
  String toString()
class System.XmlStreamWriter
  new()
  void close()
  String getXmlString()
  void setDefaultNamespace(String)
  void writeAttribute(String,String,String,String)
  void writeCData(String)
  void writeCharacters(String)
  void writeComment(String)
  void writeDefaultNamespace(String)
  void writeEmptyElement(String,String,String)
  void writeEndDocument()
  void writeEndElement()
  void writeNamespace(String,String)
  void writeProcessingInstruction(String,String)
  void writeStartDocument(String,String)
  void writeStartElement(String,String,String)
enum System.XmlTag
  ATTRIBUTE
  CDATA
  CHARACTERS
  COMMENT
  DTD
  END_DOCUMENT
  END_ELEMENT
  ENTITY_DECLARATION
  ENTITY_REFERENCE
  NAMESPACE
  NOTATION_DECLARATION
  PROCESSING_INSTRUCTION
  SPACE
  START_DOCUMENT
  START_ELEMENT
