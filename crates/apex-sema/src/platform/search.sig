class Search.KnowledgeSuggestionFilter
  new()
  void addArticleType(String)
  void addDataCategory(String,String)
  void addTopic(String)
  void setChannel(String)
  void setDataCategories(Map<Object,Object>)
  void setLanguage(String)
  void setPublishStatus(String)
  void setValidationStatus(String)
class Search.QuestionSuggestionFilter
  new()
  void addGroupId(String)
  void addNetworkId(String)
  void addUserId(String)
  void setGroupIds(List<String>)
  void setNetworkIds(List<String>)
  void setTopicId(String)
  void setUserIds(List<String>)
class Search.SearchResult
  new()
  SObject getSObject()
  String getSnippet()
  String getSnippet(String)
class Search.SearchResults
  new()
  List<Search.SearchResult> get(String)
class Search.SuggestionOption
  new()
  void setFilter(Object)
  void setLimit(Integer)
class Search.SuggestionResult
  new()
  SObject getSObject()
class Search.SuggestionResults
  new()
  List<Search.SuggestionResult> getSuggestionResults()
  Boolean hasMoreResults()
