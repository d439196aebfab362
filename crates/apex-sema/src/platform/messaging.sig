enum Messaging.AttachmentRetrievalOption
  METADATA_ONLY
  METADATA_WITH_BODY
  NONE
class Messaging.CustomNotification
  new()
  new(String,String,String,String,String,String)
  void send(Set<String>)
  void setNotificationTypeId(String)
  void setTitle(String)
  void setBody(String)
  void setTargetId(String)
  void setTargetPageRef(String)
class Messaging.Email
  Boolean BccSender
  String EmailPriority
  String ReplyTo
  Boolean SaveAsActivity
  String SenderDisplayName
  String Subject
  Boolean UseSignature
  new()
  Boolean getBccSender()
  String getEmailPriority()
  String getReplyTo()
  Boolean getSaveAsActivity()
  String getSenderDisplayName()
  String getSubject()
  Boolean getUseSignature()
  void setBccSender(Boolean)
  void setEmailPriority(String)
  void setReplyTo(String)
  void setSaveAsActivity(Boolean)
  void setSenderDisplayName(String)
  void setSubject(String)
  void setUseSignature(Boolean)
class Messaging.EmailAttachment
  Blob Body
  String ContentId
  String ContentType
  String FileName
  new()
  Blob getBody()
  String getContentId()
  String getContentType()
  String getFileName()
  void setBody(Blob)
  void setContentId(String)
  void setContentType(String)
  void setFileName(String)
class Messaging.EmailFileAttachment
  Blob Body
  String ContentType
  String FileName
  Id Id
  Boolean Inline
  new()
  Blob getBody()
  String getContentType()
  String getFileName()
  Id getId()
  Boolean getInline()
  void setBody(Blob)
  void setContentType(String)
  void setFileName(String)
  void setInline(Boolean)
class Messaging.EmailToSalesforceHandler
  new()
class Messaging.InboundEmail.AuthenticationResult
  Messaging.InboundEmailAuthenticationResultField[] authenticationResultFields
  String method
  String result
  new()
class Messaging.InboundEmail.AuthenticationResultField
  String name
  String value
  new()
class Messaging.InboundEmail.BinaryAttachment
  Blob body
  String fileName
  List<Messaging.InboundEmailHeader> headers
  String mimeTypeSubType
  new()
class Messaging.InboundEmail.Header
  String name
  String value
  new()
class Messaging.InboundEmail.TextAttachment
  String body
  Boolean bodyIsTruncated
  String charset
  String fileName
  List<Messaging.InboundEmailHeader> headers
  String mimeTypeSubType
  new()
class Messaging.InboundEmail
  Messaging.InboundEmailAuthenticationResult[] authenticationResults
  List<Messaging.InboundEmailBinaryAttachment> binaryAttachments
  List<String> ccAddresses
  String fromAddress
  String fromName
  List<Messaging.InboundEmailHeader> headers
  String htmlBody
  Boolean htmlBodyIsTruncated
  String inReplyTo
  String messageId
  String plainTextBody
  Boolean plainTextBodyIsTruncated
  List<String> references
  String replyTo
  String subject
  List<Messaging.InboundEmailTextAttachment> textAttachments
  List<String> toAddresses
  new()
interface Messaging.InboundEmailHandler
  Messaging.InboundEmailResult handleInboundEmail(Messaging.InboundEmail,Messaging.InboundEnvelope)
class Messaging.InboundEmailResult
  String message
  Boolean success
  new()
class Messaging.InboundEnvelope
  String fromAddress
  String toAddress
  new()
class Messaging.MassEmailMessage extends Messaging.Email
  String Description
  List<Id> TargetObjectIds
  Id TemplateId
  List<Id> WhatIds
  new()
  Boolean getBccSender()
  String getDescription()
  String getEmailPriority()
  String getReplyTo()
  Boolean getSaveAsActivity()
  String getSenderDisplayName()
  String getSubject()
  List<Id> getTargetObjectIds()
  Id getTemplateId()
  Boolean getUseSignature()
  List<Id> getWhatIds()
  void setBccSender(Boolean)
  void setDescription(String)
  void setEmailPriority(String)
  void setReplyTo(String)
  void setSaveAsActivity(Boolean)
  void setSenderDisplayName(String)
  void setSubject(String)
  void setTargetObjectIds(List<Id>)
  void setTemplateId(Id)
  void setUseSignature(Boolean)
  void setWhatIds(List<Id>)
class Messaging.PushNotification
  new()
  new(Map<String,Object>)
  void send(String,Set<String>)
  void setPayload(Map<String,Object>)
  void setTtl(Integer)
class Messaging.PushNotificationPayload
  new()
  static Map<String,Object> apple(String,String,Integer,Map<String,Object>)
  static Map<String,Object> apple(String,String,String,List<String>,String,String,Integer,Map<String,Object>)
class Messaging.RenderEmailTemplateBodyResult
  List<Messaging.RenderEmailTemplateError> Errors
  String MergedBody
  Boolean Success
  new()
  List<Messaging.RenderEmailTemplateError> getErrors()
  String getMergedBody()
  Boolean getSuccess()
class Messaging.RenderEmailTemplateError
  String FieldName
  String Message
  Integer Offset
  StatusCode StatusCode
  new()
  String getFieldName()
  String getMessage()
  Integer getOffset()
  StatusCode getStatusCode()
class Messaging.SendEmailError
  String Message
  StatusCode StatusCode
  String TargetObjectId
  new()
  List<String> getFields()
  String getMessage()
  StatusCode getStatusCode()
  String getTargetObjectId()
class Messaging.SendEmailResult
  List<Messaging.SendEmailError> Errors
  Boolean Success
  new()
  List<Messaging.SendEmailError> getErrors()
  Boolean isSuccess()
class Messaging.SingleEmailMessage extends Messaging.Email
  List<String> BccAddresses
  List<String> CcAddresses
  String Charset
  List<String> EntityAttachments
  List<Messaging.EmailFileAttachment> FileAttachments
  String HtmlBody
  String InReplyTo
  String OptOutPolicy
  Id OrgWideEmailAddressId
  String PlainTextBody
  String References
  String Subject
  Id TargetObjectId
  Id TemplateId
  String TemplateName
  List<String> ToAddresses
  Boolean TreatBodiesAsTemplate
  Boolean TreatTargetObjectAsRecipient
  Boolean UserMail
  Id WhatId
  Boolean SaveAsActivity
  new()
  List<String> getBccAddresses()
  List<String> getCcAddresses()
  String getCharset()
  List<String> getEntityAttachments()
  List<Messaging.EmailFileAttachment> getFileAttachments()
  String getHtmlBody()
  String getInReplyTo()
  Boolean getOneClickPost()
  String getOptOutPolicy()
  Id getOrgWideEmailAddressId()
  String getPlainTextBody()
  String getReferences()
  Id getTargetObjectId()
  Id getTemplateId()
  String getTemplateName()
  List<String> getToAddresses()
  Id getWhatId()
  Boolean isTreatBodiesAsTemplate()
  Boolean isTreatTargetObjectAsRecipient()
  Boolean isUserMail()
  void setBccAddresses(List<String>)
  void setCcAddresses(List<String>)
  void setCharset(String)
  void setEntityAttachments(List<String>)
  void setFileAttachments(List<Messaging.EmailFileAttachment>)
  void setHtmlBody(String)
  void setInReplyTo(String)
  void setOneClickPost(Boolean)
  void setOptOutPolicy(String)
  void setOrgWideEmailAddressId(Id)
  void setPlainTextBody(String)
  void setReferences(String)
  void setTargetObjectId(Id)
  void setTemplateId(Id)
  void setToAddresses(List<String>)
  void setTreatBodiesAsTemplate(Boolean)
  void setTreatTargetObjectAsRecipient(Boolean)
  void setUnsubscribeComment(String)
  void setUnsubscribeUrls(List<String>)
  void setWhatId(Id)
