class Approval.LockResult
  List<Database.Error> Errors
  Id Id
  Boolean Success
  new()
  List<Database.Error> getErrors()
  Id getId()
  Boolean isSuccess()
class Approval.ProcessRequest
  String Comments
  List<Id> NextApproverIds
  new()
  String getComments()
  List<Id> getNextApproverIds()
  void setComments(String)
  void setNextApproverIds(List<Id>)
class Approval.ProcessResult
  List<Id> ActorIds
  String EntityId
  List<Database.Error> Errors
  String InstanceId
  String InstanceStatus
  List<Id> NewWorkitemIds
  Boolean Success
  new()
  List<Id> getActorIds()
  String getEntityId()
  List<Database.Error> getErrors()
  String getInstanceId()
  String getInstanceStatus()
  List<Id> getNewWorkitemIds()
  Boolean isSuccess()
class Approval.ProcessSubmitRequest extends Approval.ProcessRequest
  String ObjectId
  String ProcessDefinitionNameOrId
  Boolean SkipEntryCriteria
  String SubmitterId
  new()
  String getComments()
  List<Id> getNextApproverIds()
  String getObjectId()
  String getProcessDefinitionNameOrId()
  Boolean getSkipEntryCriteria()
  String getSubmitterId()
  void setComments(String)
  void setNextApproverIds(List<Id>)
  void setObjectId(String)
  void setProcessDefinitionNameOrId(String)
  void setSkipEntryCriteria(Boolean)
  void setSubmitterId(String)
class Approval.ProcessWorkitemRequest extends Approval.ProcessRequest
  String Action
  String WorkitemId
  new()
  String getAction()
  String getComments()
  List<Id> getNextApproverIds()
  String getWorkitemId()
  void setAction(String)
  void setComments(String)
  void setNextApproverIds(List<Id>)
  void setWorkitemId(String)
class Approval.UnlockResult
  List<Database.Error> Errors
  Id Id
  Boolean Success
  new()
  List<Database.Error> getErrors()
  Id getId()
  Boolean isSuccess()
