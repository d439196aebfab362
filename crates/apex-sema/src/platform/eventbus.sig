class EventBus.ChangeEventHeader
  List<String> ChangedFields
  String ChangeOrigin
  String ChangeType
  Long CommitNumber
  Long CommitTimestamp
  String CommitUser
  List<String> DiffFields
  String EntityName
  List<String> NulledFields
  List<String> RecordIds
  Integer SequenceNumber
  Boolean TransactionEnd
  String TransactionKey
  new()
  List<String> getChangedFields()
  String getChangeOrigin()
  String getChangeType()
  Long getCommitNumber()
  Long getCommitTimestamp()
  String getCommitUser()
  List<String> getDiffFields()
  String getEntityName()
  List<String> getNulledFields()
  List<String> getRecordIds()
  Integer getSequenceNumber()
  String getTransactionKey()
  Boolean isTransactionEnd()
  void setChangedFields(List<String>)
  void setChangeOrigin(String)
  void setChangeType(String)
  void setCommitNumber(Long)
  void setCommitTimestamp(Long)
  void setCommitUser(String)
  void setDiffFields(List<String>)
  void setEntityName(String)
  void setNulledFields(List<String>)
  void setRecordIds(List<String>)
  void setSequenceNumber(Integer)
  void setTransactionKey(String)
interface EventBus.EventPublishFailureCallback
  void onFailure(EventBus.FailureResult)
interface EventBus.EventPublishSuccessCallback
  void onSuccess(EventBus.SuccessResult)
interface EventBus.FailureResult
  List<String> getEventUuids()
class EventBus.RetryableException extends Exception
  new()
  new(Exception)
  new(String)
  new(String,Exception)
interface EventBus.SuccessResult
  List<String> getEventUuids()
class EventBus.TestBroker
  new()
  +void deliver()
  +void fail()
class EventBus.TriggerContext
  String lastError
  Integer retries
  static EventBus.TriggerContext currentContext()
  String getResumeCheckpoint()
  void setResumeCheckpoint(String)
